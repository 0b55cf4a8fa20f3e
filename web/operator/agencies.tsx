import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { creditCodeFault } from '../../contracts/credit-code.ts';
import { createAgency, listAgencies } from '../../contracts/directory.ts';
import { api } from '../api.ts';
import { RegionChoice } from '../app/region-choice.tsx';
import { useRegionName } from '../app/regions.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useAgencyName } from '../app/words.ts';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Fault, Note } from '../ui/parts.tsx';
import { Listed, Table } from '../ui/table.tsx';

const kinds = [
  'health',
  'publicSecurity',
  'civilAffairs',
  'humanResources',
  'medicalInsurance',
  'marketRegulation',
  'bigData',
  'education',
  'other',
];
const levels = ['1', '2', '3', '4'];

/** The agencies of the platform, and the registration of one more. */
export function AgenciesPage() {
  const { t } = useTranslation();
  const agencyName = useAgencyName();
  return (
    <SignedIn as={['operator']} title={t('agencies.title')}>
      <Page wide title={t('agencies.title')}>
        <Register />
        <Listed queryKey={['agencies']} load={(query) => api(listAgencies, { query })} empty={t('agencies.none')}>
          {(items) => (
            <Table
              stacking
              label={t('agencies.title')}
              columns={['name', 'creditCode', 'region', 'level'].map((column) => t(`agencies.${column}`))}
            >
              {items.map((agency) => (
                <tr key={agency.id}>
                  <th scope="row">{agencyName(agency)}</th>
                  <td data-label={t('agencies.creditCode')} className="code">
                    {agency.creditCode}
                  </td>
                  <td data-label={t('agencies.region')}>
                    <RegionName code={agency.regionCode} />
                  </td>
                  <td data-label={t('agencies.level')}>{t(`agencies.levels.${agency.level}`)}</td>
                </tr>
              ))}
            </Table>
          )}
        </Listed>
      </Page>
    </SignedIn>
  );
}

function RegionName({ code }: { code: string }) {
  return useRegionName(code);
}

const blank = { creditCode: '', name: '', nameEn: '', regionCode: '', kind: '', level: '' };

function Register() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [input, setInput] = useState(blank);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      api(createAgency, {
        body: {
          creditCode: input.creditCode,
          name: input.name.trim(),
          ...(input.nameEn.trim() && { nameEn: input.nameEn.trim() }),
          regionCode: input.regionCode,
          kind: input.kind,
          level: Number(input.level),
        },
      }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['agencies'] });
      setInput(blank);
      setTried(false);
      setOpen(false);
    },
  });
  const faults = {
    creditCode: creditCodeFault(input.creditCode) && t('agencies.creditCodeFault'),
    name: input.name.trim().length < 2 && t('fault.required'),
    regionCode: !input.regionCode && t('fault.required'),
    kind: !input.kind && t('fault.required'),
    level: !input.level && t('fault.required'),
  };
  const faultOf = (field: keyof typeof faults) => (tried && faults[field]) || undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!Object.values(faults).some(Boolean)) create.mutate();
  };
  return (
    <>
      <div role="status">
        {create.isSuccess && (
          <Note tone="done">
            <p>{t('agencies.done', { name: create.data.name })}</p>
          </Note>
        )}
      </div>
      {!open && (
        <div className="actions">
          <Button
            kind="primary"
            onClick={() => {
              create.reset();
              setOpen(true);
              requestAnimationFrame(() => document.getElementById('agency-name')?.focus());
            }}
          >
            {t('agencies.register')}
          </Button>
        </div>
      )}
      {open && (
        <form className="panel" onSubmit={send} noValidate aria-label={t('agencies.register')}>
          <div className="fields">
            <TextField
              id="agency-name"
              label={t('agencies.name')}
              value={input.name}
              maxLength={100}
              fault={faultOf('name')}
              onChange={(event) => setInput({ ...input, name: event.target.value })}
            />
            <TextField
              id="agency-name-en"
              label={t('agencies.nameEn')}
              optional
              value={input.nameEn}
              maxLength={200}
              onChange={(event) => setInput({ ...input, nameEn: event.target.value })}
            />
            <TextField
              id="agency-credit-code"
              label={t('agencies.creditCode')}
              value={input.creditCode}
              maxLength={18}
              autoComplete="off"
              fault={faultOf('creditCode')}
              onChange={(event) => setInput({ ...input, creditCode: event.target.value.trim().toUpperCase() })}
            />
            <SelectField
              id="agency-kind"
              label={t('agencies.kind')}
              value={input.kind}
              options={kinds.map((value) => ({ value, label: t(`agencies.kinds.${value}`) }))}
              fault={faultOf('kind')}
              onChange={(event) => setInput({ ...input, kind: event.target.value })}
            />
            <SelectField
              id="agency-level"
              label={t('agencies.level')}
              value={input.level}
              options={levels.map((value) => ({ value, label: t(`agencies.levels.${value}`) }))}
              fault={faultOf('level')}
              onChange={(event) => setInput({ ...input, level: event.target.value })}
            />
            <fieldset className="field choices">
              <legend>{t('agencies.region')}</legend>
              <RegionChoice
                id="agency-region"
                value={input.regionCode}
                invalid={Boolean(faultOf('regionCode'))}
                describedBy={faultOf('regionCode') ? 'agency-region-fault' : undefined}
                onChange={(regionCode) => setInput({ ...input, regionCode })}
              />
              {faultOf('regionCode') && (
                <p id="agency-region-fault" className="fault">
                  {faultOf('regionCode')}
                </p>
              )}
            </fieldset>
          </div>
          {create.isError && <Fault error={create.error} />}
          <div className="actions">
            <Button kind="primary" type="submit" disabled={create.isPending}>
              {t('agencies.send')}
            </Button>
            <Button kind="text" onClick={() => setOpen(false)}>
              {t('console.cancel')}
            </Button>
          </div>
        </form>
      )}
    </>
  );
}
