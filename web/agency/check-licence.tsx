import '../app/licence-check.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkLicenceCode, listLicenceChecks } from '../../contracts/licence-codes.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { findLicence } from '../app/find-licence.ts';
import { shortTime } from '../app/format.ts';
import { LicenceFinding } from '../app/licence-finding.tsx';
import { LicenceTag } from '../app/licence-tag.tsx';
import { ScanCode } from '../app/scan-code.tsx';
import { SignedIn } from '../app/signed-in.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';

/** At the counter: what the code that someone shows says, looked at as the agency. */
export function CheckLicencePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="caseworker" title={t('check.title')}>
      <CheckLicence />
    </SignedIn>
  );
}

function CheckLicence() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const check = useMutation({
    mutationFn: (text: string) => findLicence(text, checkLicenceCode),
    onSuccess: async (finding) => {
      if (finding.by === 'code') {
        setCode('');
        setTried(false);
      }
      await queries.invalidateQueries({ queryKey: ['licence-checks'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim()) check.mutate(code);
  };
  return (
    <ConsolePage title={t('check.title')} lead={t('check.lead')}>
      <div className="column-start">
        <form onSubmit={send} noValidate>
          <TextField
            id="code"
            label={t('check.code')}
            help={t('check.help')}
            fault={tried && !code.trim() ? t('fault.required') : undefined}
            className="input code spoken-input"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={4000}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <div className="actions">
            <Button kind="primary" type="submit" disabled={check.isPending}>
              {t('check.check')}
            </Button>
          </div>
        </form>
        <ScanCode onRead={(text) => check.mutate(text)} />
        {check.isError && <Fault error={check.error} />}
        {check.data && <LicenceFinding finding={check.data} />}
      </div>
      <Recent />
    </ConsolePage>
  );
}

function Recent() {
  const { t, i18n } = useTranslation();
  const list = usePaged(['licence-checks'], (page) => api(listLicenceChecks, { query: page }));
  return (
    <section className="section">
      <h2>{t('check.recent')}</h2>
      {list.fault ?? (
        <DataTable
          label={t('check.recent')}
          name="licence-checks"
          rows={list.rows}
          rowKey={(row) => row.id}
          rowName={(row) => shortTime(row.at)}
          empty={t('check.none')}
          columns={[
            { key: 'at', title: t('check.at'), width: 'fit', cell: (row) => shortTime(row.at) },
            {
              key: 'type',
              title: t('check.type'),
              cell: (row) => (i18n.language === 'en' ? (row.type.nameEn ?? row.type.name) : row.type.name),
            },
            { key: 'state', title: t('check.state'), width: 'fit', cell: (row) => <LicenceTag state={row.state} /> },
            { key: 'items', title: t('check.items'), align: 'end', width: 'fit', cell: (row) => row.items },
            { key: 'by', title: t('check.by'), cell: (row) => row.by },
            { key: 'entry', title: t('check.entry'), align: 'end', width: 'fit', cell: (row) => row.ledgerIndex },
          ]}
        />
      )}
      {list.more}
    </section>
  );
}
