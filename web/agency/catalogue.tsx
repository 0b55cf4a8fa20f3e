import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createResource, listResources, type ResourceSummary, resourceStates } from '../../contracts/catalogue.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { TextField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { Listed, Table } from '../ui/table.tsx';
import { ResourceTag } from './resource-tag.tsx';

/** The catalogue: what others publish, and what one's own agency holds, drafts among it. */
export function CataloguePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('catalogue.title')}>
      <Page wide title={t('catalogue.title')} lead={t('catalogue.lead')}>
        <Register />
        <Search />
        <Resources />
      </Page>
    </SignedIn>
  );
}

/** A draft needs a name and nothing else; the entry's own page asks for the rest. */
function Register() {
  const { t } = useTranslation();
  const account = useAccount();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api(createResource, { body: { name: name.trim() } }),
    onSuccess: (resource) => {
      queries.setQueryData(['resource', resource.id], resource);
      void queries.invalidateQueries({ queryKey: ['resources'] });
      void navigate({ to: '/agency/catalogue/$id', params: { id: resource.id } });
    },
  });
  if (account?.kind !== 'staff' || !account.roles.includes('steward')) return null;
  if (!open) {
    return (
      <div className="actions">
        <Button
          kind="primary"
          onClick={() => {
            setOpen(true);
            requestAnimationFrame(() => document.getElementById('new-name')?.focus());
          }}
        >
          {t('catalogue.register')}
        </Button>
      </div>
    );
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim()) create.mutate();
  };
  return (
    <form className="panel column-start" onSubmit={send} noValidate aria-label={t('catalogue.register')}>
      <TextField
        id="new-name"
        label={t('resource.name')}
        help={t('catalogue.nameHelp')}
        fault={tried && !name.trim() ? t('fault.required') : undefined}
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.target.value)}
      />
      {create.isError && <Fault error={create.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={create.isPending}>
          {t('catalogue.begin')}
        </Button>
        <Button kind="text" onClick={() => setOpen(false)}>
          {t('console.cancel')}
        </Button>
      </div>
    </form>
  );
}

/** What is searched for stands in the address, so that it can be kept and sent on. */
function Search() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/agency/catalogue' });
  const navigate = useNavigate({ from: '/agency/catalogue' });
  return (
    <search className="filters">
      <label htmlFor="catalogue-q">{t('catalogue.search')}</label>
      <input
        id="catalogue-q"
        type="search"
        className="input"
        maxLength={100}
        value={search.q ?? ''}
        onChange={(event) =>
          void navigate({ search: { ...search, q: event.target.value || undefined }, replace: true })
        }
      />
      <label htmlFor="catalogue-state">{t('catalogue.state')}</label>
      <select
        id="catalogue-state"
        className="input"
        value={search.state ?? ''}
        onChange={(event) => {
          const state = resourceStates.find((each) => each === event.target.value);
          void navigate({ search: { ...search, state }, replace: true });
        }}
      >
        <option value="">{t('catalogue.all')}</option>
        {resourceStates.map((state) => (
          <option key={state} value={state}>
            {t(`resource.states.${state}`)}
          </option>
        ))}
      </select>
    </search>
  );
}

function Resources() {
  const { t } = useTranslation();
  const { q, state } = useSearch({ from: '/agency/catalogue' });
  return (
    <Listed
      queryKey={['resources', q ?? '', state ?? '']}
      load={(page) => api(listResources, { query: { ...page, ...(q && { q }), ...(state && { state }) } })}
      empty={t(q || state ? 'catalogue.nothingFound' : 'catalogue.none')}
    >
      {(items) => (
        <Table
          stacking
          label={t('catalogue.title')}
          columns={[
            'resource.name',
            'resource.code',
            'resource.provider',
            'resource.shareType',
            'resource.state',
            'resource.updated',
          ].map((key) => t(key))}
        >
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </Table>
      )}
    </Listed>
  );
}

function Row({ item }: { item: ResourceSummary }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <tr>
      <th scope="row">
        <Link to="/agency/catalogue/$id" params={{ id: item.id }}>
          {nameOf(item)}
        </Link>
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
    </tr>
  );
}
