import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createAgency } from '../../contracts/directory.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { SignedIn } from '../app/signed-in.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { AgencyFields, agencyBody, blankAgency, faultyFields } from './agency-fields.tsx';

/** The first step of a new agency: what it is. The others follow on its own page. */
export function AgencyNewPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator']} title={t('agencies.register')}>
      <ConsolePage
        title={t('agencies.register')}
        lead={t('agencies.registerLead')}
        back={<Link to="/operator/agencies">{t('agencies.back')}</Link>}
      >
        <Register />
      </ConsolePage>
    </SignedIn>
  );
}

function Register() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [input, setInput] = useState(blankAgency);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api(createAgency, { body: { creditCode: input.creditCode, ...agencyBody(input) } }),
    onSuccess: (agency) => {
      void queries.invalidateQueries({ queryKey: ['agencies'] });
      void navigate({ to: '/operator/agencies/$id', params: { id: agency.id } });
    },
  });
  const faults = faultyFields(input);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length === 0) create.mutate();
  };
  return (
    <form className="panel" onSubmit={send} noValidate aria-label={t('agencies.register')}>
      <AgencyFields input={input} faults={tried ? faults : []} onChange={setInput} />
      {create.isError && <Fault error={create.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={create.isPending}>
          {t('agencies.next')}
        </Button>
        <Link to="/operator/agencies">{t('console.cancel')}</Link>
      </div>
    </form>
  );
}
