import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { countWithheld } from '../../contracts/catalogue-life.ts';
import { listOpenResources } from '../../contracts/open-data.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Empty, Fault, Loading } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';

const pageSize = 20;

/** What agencies have opened to everyone. */
export function OpenDataPage() {
  const { t } = useTranslation();
  return (
    <Page wide title={t('openData.title')} lead={t('openData.lead')}>
      <OpenList />
      <Withheld />
      <p className="quiet">
        {t('openData.machines')} <a href="/dcat/catalog.ttl">{t('openData.turtle')}</a>{' '}
        <a href="/dcat/catalog.jsonld">{t('openData.jsonLd')}</a>{' '}
        <a href="/api/3/action/package_list">{t('openData.ckan')}</a>
      </p>
    </Page>
  );
}

function OpenList() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { q, page = 1 } = useSearch({ from: '/open' });
  const change = useChangeSearch<{ q?: string | undefined; page?: number | undefined }>();
  const found = useQuery({
    queryKey: ['open', q ?? '', page],
    queryFn: () =>
      api(listOpenResources, { query: { ...(q && { q }), offset: (page - 1) * pageSize, limit: pageSize } }),
    placeholderData: (before) => before,
  });
  const pages = Math.max(1, Math.ceil((found.data?.total ?? 0) / pageSize));
  return (
    <>
      <search className="filters">
        <label htmlFor="open-q">{t('openData.search')}</label>
        <input
          id="open-q"
          type="search"
          className="input"
          maxLength={100}
          value={q ?? ''}
          onChange={(event) => change({ q: event.target.value || undefined, page: undefined })}
        />
      </search>
      {found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading lines={8} />
      ) : found.data.items.length === 0 ? (
        <Empty>{t('openData.none')}</Empty>
      ) : (
        <Table
          stacking
          label={t('openData.title')}
          columns={['name', 'provider', 'asOf'].map((key) => t(`openData.${key}`))}
        >
          {found.data.items.map((item) => (
            <tr key={item.code}>
              <th scope="row">
                <Link to="/open/$code" params={{ code: item.code.replace('/', '-') }}>
                  {nameOf(item)}
                </Link>
                <div className="quiet">
                  <Chinese text={item.summary} />
                </div>
              </th>
              <td data-label={t('openData.provider')}>
                {nameOf({ name: item.providerName, nameEn: item.providerNameEn })}
              </td>
              <td data-label={t('openData.asOf')}>{item.asOf ? shortTime(item.asOf) : t('openData.noData')}</td>
            </tr>
          ))}
        </Table>
      )}
      {pages > 1 && (
        <nav className="actions" aria-label={t('openData.pages')}>
          <Button
            disabled={page <= 1}
            onClick={() => change({ page: page > 2 ? page - 1 : undefined }, { push: true })}
          >
            {t('openData.before')}
          </Button>
          <span className="quiet">{t('openData.page', { page, pages })}</span>
          <Button disabled={page >= pages} onClick={() => change({ page: page + 1 }, { push: true })}>
            {t('openData.next')}
          </Button>
        </nav>
      )}
    </>
  );
}

/** Sharing is the rule: how much each agency withholds is for all to see. */
function Withheld() {
  const { t } = useTranslation();
  const nameOf = useName();
  const counts = useQuery({ queryKey: ['withheld'], queryFn: () => api(countWithheld) });
  const items = counts.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="section" aria-labelledby="withheld">
      <h2 id="withheld">{t('openData.withheld')}</h2>
      <p className="quiet">{t('openData.withheldLead')}</p>
      <details>
        <summary>{t('openData.byAgency', { count: items.length })}</summary>
        <Table
          label={t('openData.withheld')}
          columns={['provider', 'entries', 'withheldEntries', 'share'].map((key) => t(`openData.${key}`))}
        >
          {items.map((row) => (
            <tr key={row.providerId}>
              <th scope="row">{nameOf({ name: row.providerName, nameEn: row.providerNameEn })}</th>
              <td>{row.entries}</td>
              <td>{row.withheld}</td>
              <td>{`${Math.round((row.withheld / row.entries) * 1000) / 10} %`}</td>
            </tr>
          ))}
        </Table>
      </details>
    </section>
  );
}
