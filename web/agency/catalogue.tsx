import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createResource } from '../../contracts/catalogue.ts';
import { api } from '../api.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { TextField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { CatalogueFiles } from './catalogue-files.tsx';
import { CatalogueFound } from './catalogue-found.tsx';
import { SavedSearches } from './catalogue-saved.tsx';

/** The catalogue: what others publish, and what one's own agency holds, drafts among it. */
export function CataloguePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('catalogue.title')}>
      <Page wide title={t('catalogue.title')} lead={t('catalogue.lead')}>
        <Register />
        <SavedSearches />
        <CatalogueFiles />
        <CatalogueFound />
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
