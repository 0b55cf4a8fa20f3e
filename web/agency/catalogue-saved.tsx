import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  deleteSavedSearch,
  listSavedSearches,
  type SavedSearch,
  saveSearch,
  seeSavedSearch,
} from '../../contracts/catalogue-search.ts';
import { api } from '../api.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { askedOf } from './catalogue-search.ts';

/** One's saved searches, each with how many entries changed since it was looked at, and the way to save this one. */
export function SavedSearches() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/agency/catalogue' });
  const navigate = useNavigate({ from: '/agency/catalogue' });
  const queries = useQueryClient();
  const [naming, setNaming] = useState(false);
  const again = () => void queries.invalidateQueries({ queryKey: ['saved-searches'] });
  const saved = useQuery({ queryKey: ['saved-searches'], queryFn: () => api(listSavedSearches) });
  const see = useMutation({
    mutationFn: ({ id }: SavedSearch) => api(seeSavedSearch, { params: { id } }),
    onSuccess: again,
  });
  const forget = useMutation({
    mutationFn: ({ id }: SavedSearch) => api(deleteSavedSearch, { params: { id } }),
    onSuccess: again,
  });
  const asked = askedOf(search);
  const items = saved.data?.items ?? [];
  if (items.length === 0 && Object.keys(asked).length === 0) return null;
  return (
    <div className="actions">
      {items.map((each) => (
        <span key={each.id}>
          <Button
            kind="text"
            onClick={() => {
              see.mutate(each);
              void navigate({ search: each.query });
            }}
          >
            {each.changed > 0 ? t('catalogue.savedChanged', { name: each.name, count: each.changed }) : each.name}
          </Button>
          <Button
            kind="text"
            aria-label={t('catalogue.forget', { name: each.name })}
            onClick={() => forget.mutate(each)}
          >
            {t('catalogue.forgetMark')}
          </Button>
        </span>
      ))}
      {Object.keys(asked).length > 0 && <Button onClick={() => setNaming(true)}>{t('catalogue.save')}</Button>}
      {naming && <NameDialog name={asked.q ?? ''} query={asked} done={again} onClose={() => setNaming(false)} />}
      {(see.isError || forget.isError) && <Fault error={see.error ?? forget.error} />}
    </div>
  );
}

function NameDialog({
  name: first,
  query,
  done,
  onClose,
}: {
  name: string;
  query: SavedSearch['query'];
  done(): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(first);
  const save = useMutation({
    mutationFn: () => api(saveSearch, { body: { name: name.trim(), query } }),
    onSuccess: () => {
      done();
      onClose();
    },
  });
  return (
    <Dialog
      title={t('catalogue.save')}
      onClose={onClose}
      actions={
        <Button kind="primary" disabled={!name.trim() || save.isPending} onClick={() => save.mutate()}>
          {t('catalogue.save')}
        </Button>
      }
    >
      <TextField
        id="saved-name"
        label={t('catalogue.savedName')}
        help={t('catalogue.savedHelp')}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.target.value)}
      />
      {save.isError && <Fault error={save.error} />}
    </Dialog>
  );
}
