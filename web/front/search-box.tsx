import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { foundBy } from './services-query.ts';

/** The question stands in the address, so that “back” and a bookmark keep it. Enter opens the service when it is the only one. */
export function SearchBox() {
  const { t } = useTranslation();
  const { q = '' } = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const queries = useQueryClient();
  const open = async (event: FormEvent) => {
    event.preventDefault();
    if (!q.trim()) return;
    const { items } = await queries.fetchQuery(foundBy(q));
    const only = items[0];
    if (items.length === 1 && only) void navigate({ to: '/services/$key', params: { key: only.key } });
  };
  return (
    <search>
      <form className="search" onSubmit={(event) => void open(event)}>
        <label htmlFor="q">{t('front.search')}</label>
        <input
          id="q"
          type="search"
          className="input"
          value={q}
          placeholder={t('front.searchHint')}
          autoComplete="off"
          maxLength={100}
          onChange={(event) =>
            void navigate({ search: (before) => ({ ...before, q: event.target.value || undefined }), replace: true })
          }
        />
      </form>
    </search>
  );
}
