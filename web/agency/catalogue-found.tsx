import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { resourceStates } from '../../contracts/catalogue.ts';
import {
  type FacetName,
  facetNames,
  type SearchReply,
  searchCatalogue,
  searchSorts,
} from '../../contracts/catalogue-search.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Button, Empty, Fault, Loading, Note } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { CatalogueBulk } from './catalogue-bulk.tsx';
import { askedOf, type CatalogueSearch } from './catalogue-search.ts';
import { ResourceTag } from './resource-tag.tsx';

const pageSize = 20;

/** What is searched for, the facets that narrow it, and what is found; all of it stands in the address. */
export function CatalogueFound() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/agency/catalogue' });
  const change = useChangeSearch<CatalogueSearch>();
  const page = search.page ?? 1;
  const asked = askedOf(search);
  const found = useQuery({
    queryKey: ['resources', 'search', asked, page],
    queryFn: () => api(searchCatalogue, { query: { ...asked, offset: (page - 1) * pageSize, limit: pageSize } }),
    placeholderData: (before) => before,
  });
  const facetWords = useFacetWords();
  const narrowed = (facet: FacetName) => ({
    key: facet,
    label: t(`catalogue.facets.${facet}`),
    value: search[facet],
    options: withChosen(found.data?.facets[facet] ?? [], search[facet]).map(({ value, count, ...names }) => ({
      value,
      label: count === null ? facetWords(facet, value, names) : `${facetWords(facet, value, names)} (${count})`,
    })),
    onChange: (value: string | undefined) => change({ [facet]: value, page: undefined }),
  });
  return (
    <>
      <FilterBar
        search={{
          label: t('catalogue.search'),
          value: search.q,
          placeholder: t('catalogue.searchHint'),
          onChange: (q) => change({ q, page: undefined }),
        }}
        selects={[
          ...facetNames.map(narrowed),
          {
            key: 'state',
            label: t('catalogue.state'),
            value: search.state,
            options: resourceStates.map((value) => ({ value, label: t(`resource.states.${value}`) })),
            onChange: (value) => change({ state: resourceStates.find((each) => each === value), page: undefined }),
          },
          {
            key: 'sort',
            label: t('catalogue.sort'),
            value: search.sort,
            all: t('catalogue.sorts.relevance'),
            options: searchSorts
              .filter((value) => value !== 'relevance')
              .map((value) => ({ value, label: t(`catalogue.sorts.${value}`) })),
            onChange: (value) => change({ sort: searchSorts.find((each) => each === value), page: undefined }),
          },
        ]}
        onClear={() =>
          change({
            ...Object.fromEntries([...facetNames, 'q', 'state', 'sort', 'open', 'page'].map((key) => [key, undefined])),
          })
        }
      />
      {found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data ? (
        <Found
          found={found.data}
          page={page}
          turn={(next) => change({ page: next > 1 ? next : undefined }, { push: true })}
        />
      ) : (
        <Loading lines={8} />
      )}
    </>
  );
}

/** The values of a facet, the chosen one among them though nothing is left of it. */
function withChosen(
  values: SearchReply['facets'][FacetName],
  chosen: string | undefined,
): { value: string; label: string; labelEn: string | null; count: number | null }[] {
  if (!chosen || values.some(({ value }) => value === chosen)) return values;
  return [...values, { value: chosen, label: chosen, labelEn: null, count: null }];
}

type FacetNames = { label: string; labelEn: string | null };

function useFacetWords(): (facet: FacetName, value: string, names: FacetNames) => string {
  const { t } = useTranslation();
  const nameOf = useName();
  return (facet, value, { label, labelEn }) => {
    if (facet === 'shareType') return t(`resource.shareTypes.${value}`);
    if (facet === 'age') return t(`catalogue.ages.${value}`);
    return nameOf({ name: label, nameEn: labelEn });
  };
}

function Found({ found, page, turn }: { found: SearchReply; page: number; turn(page: number): void }) {
  const { t } = useTranslation();
  const account = useAccount();
  const steward = account?.kind === 'staff' && account.roles.includes('steward') ? account : null;
  const own = (item: SearchReply['items'][number]) => item.providerId === steward?.agency.id && !item.changeOf;
  const choosing = found.items.some(own);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (id: string) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const pages = Math.max(1, Math.ceil(found.total / pageSize));
  return (
    <>
      <p role="status" className="quiet">
        {t('catalogue.found', { count: found.total })}
      </p>
      {found.how !== 'asked' && found.total > 0 && (
        <Note tone="wait">
          <p>{t(`catalogue.how.${found.how}`, { word: found.corrected ?? '' })}</p>
        </Note>
      )}
      {steward && <CatalogueBulk chosen={chosen} onClear={() => setChosen(new Set())} />}
      {found.items.length === 0 ? (
        <Empty>{t('catalogue.nothingFound')}</Empty>
      ) : (
        <Table
          stacking
          label={t('catalogue.title')}
          columns={[
            ...['name', 'code', 'provider', 'shareType', 'state', 'updated'].map((key) => t(`resource.${key}`)),
            ...(choosing ? [t('bulk.choose')] : []),
          ]}
        >
          {found.items.map((item) => (
            <Row
              key={item.id}
              item={item}
              {...(choosing && {
                choice: {
                  own: own(item),
                  chosen: chosen.has(item.id),
                  choose: () => choose(item.id),
                },
              })}
            />
          ))}
        </Table>
      )}
      {pages > 1 && (
        <nav className="actions" aria-label={t('catalogue.pages')}>
          <Button disabled={page <= 1} onClick={() => turn(page - 1)}>
            {t('catalogue.before')}
          </Button>
          <span className="quiet">{t('catalogue.page', { page, pages })}</span>
          <Button disabled={page >= pages} onClick={() => turn(page + 1)}>
            {t('catalogue.next')}
          </Button>
        </nav>
      )}
    </>
  );
}

interface Choice {
  /** Whether it is an entry of the reader's own agency, which they may edit. */
  own: boolean;
  chosen: boolean;
  choose(): void;
}

function Row({ item, choice }: { item: SearchReply['items'][number]; choice?: Choice }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <tr>
      <th scope="row">
        <Link to="/agency/catalogue/$id" params={{ id: item.id }}>
          {nameOf(item)}
        </Link>
        {item.changeOf && <span className="quiet"> · {t('catalogue.isChange')}</span>}
        {item.matchedItems.length > 0 && (
          <div className="quiet">{t('catalogue.matched', { items: item.matchedItems.join(t('list.and')) })}</div>
        )}
      </th>
      <td data-label={t('resource.code')}>{item.code ?? t('resource.noCode')}</td>
      <td data-label={t('resource.provider')}>{nameOf({ name: item.providerName, nameEn: item.providerNameEn })}</td>
      <td data-label={t('resource.shareType')}>
        {item.shareType ? t(`resource.shareTypes.${item.shareType}`) : t('resource.notSaid')}
      </td>
      <td data-label={t('resource.state')}>
        <ResourceTag state={item.state} />
      </td>
      <td data-label={t('resource.updated')}>{shortTime(item.updatedAt)}</td>
      {choice && (
        <td data-label={t('bulk.choose')}>
          {choice.own && (
            <input
              type="checkbox"
              className="tick"
              aria-label={t('bulk.chooseOf', { name: nameOf(item) })}
              checked={choice.chosen}
              onChange={choice.choose}
            />
          )}
        </td>
      )}
    </tr>
  );
}
