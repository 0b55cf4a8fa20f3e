import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getResource, type ResourceDetail } from '../../contracts/catalogue.ts';
import { createSharingRequest, listPurposes } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { today } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Fault, Loading } from '../ui/parts.tsx';

export function SharingNewPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'developer']} title={t('sharing.new')}>
      <NewRequest />
    </SignedIn>
  );
}

function NewRequest() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { resourceId } = useParams({ from: '/agency/sharing/new/$resourceId' });
  const found = useQuery({
    queryKey: ['resource', resourceId],
    queryFn: () => api(getResource, { params: { id: resourceId } }),
  });
  return (
    <Page title={found.data ? t('sharing.newOf', { name: nameOf(found.data) }) : t('sharing.new')}>
      {found.data ? (
        <RequestForm resource={found.data} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  );
}

/** Which items, for what, by which law, until when: nothing more than the purpose needs (个人信息保护法 art. 6). */
function RequestForm({ resource }: { resource: ResourceDetail }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const account = useAccount();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const agency = account?.kind === 'staff' ? account.agency.id : '';
  const purposes = useQuery({
    queryKey: ['purposes', agency],
    queryFn: () => api(listPurposes, { query: { agency, limit: 200 } }),
    enabled: agency !== '',
  });
  const [items, setItems] = useState<string[]>([]);
  const [purpose, setPurpose] = useState('');
  const [legalBasis, setLegalBasis] = useState('');
  const [validUntil, setValidUntil] = useState('');
  const [tried, setTried] = useState(false);
  const ask = useMutation({
    mutationFn: () =>
      api(createSharingRequest, {
        body: { resource: resource.id, items, purpose, legalBasis: legalBasis.trim(), validUntil },
      }),
    onSuccess: (request) => {
      queries.setQueryData(['request', request.id], request);
      void queries.invalidateQueries({ queryKey: ['requests'] });
      void navigate({ to: '/agency/sharing/$id', params: { id: request.id } });
    },
  });
  const faultOf = (given: boolean) => (tried && !given ? t('fault.required') : undefined);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (items.length > 0 && purpose && legalBasis.trim() && validUntil) ask.mutate();
  };
  const itemsFault = tried && items.length === 0;
  return (
    <form onSubmit={send} noValidate>
      <Facts
        rows={[
          [t('resource.provider'), nameOf({ name: resource.providerName, nameEn: resource.providerNameEn })],
          [t('resource.shareType'), resource.shareType && t(`resource.shareTypes.${resource.shareType}`)],
          [t('resource.shareCondition'), resource.shareCondition],
        ]}
      />
      <fieldset className="field choices" aria-describedby={itemsFault ? 'items-help items-fault' : 'items-help'}>
        <legend>{t('sharing.items')}</legend>
        <div id="items-help" className="help">
          {t('sharing.itemsHelp')}
        </div>
        {resource.items.map((item) => {
          const withheld = (item.shareType ?? resource.shareType) === 'withheld';
          return (
            <label key={item.code} className="choice">
              <input
                type="checkbox"
                checked={items.includes(item.code)}
                disabled={withheld}
                onChange={(event) =>
                  setItems(event.target.checked ? [...items, item.code] : items.filter((code) => code !== item.code))
                }
              />
              <span>
                {nameOf(item)}{' '}
                <span className="quiet">
                  {withheld ? t('resource.shareTypes.withheld') : t(`resource.sensitivities.${item.sensitivity}`)}
                </span>
              </span>
            </label>
          );
        })}
        {itemsFault && (
          <p id="items-fault" className="fault">
            {t('sharing.chooseItems')}
          </p>
        )}
      </fieldset>
      <SelectField
        id="purpose"
        label={t('sharing.purpose')}
        value={purpose}
        options={(purposes.data?.items ?? []).map(({ key, title }) => ({ value: key, label: title }))}
        fault={faultOf(purpose !== '')}
        onChange={(event) => {
          setPurpose(event.target.value);
          const chosen = purposes.data?.items.find(({ key }) => key === event.target.value);
          if (chosen && !legalBasis) setLegalBasis(chosen.legalBasis);
        }}
      />
      {purposes.isError && <Fault error={purposes.error} onRetry={() => void purposes.refetch()} />}
      <TextArea
        id="legal-basis"
        label={t('sharing.legalBasis')}
        help={t('sharing.legalBasisHelp')}
        rows={3}
        maxLength={500}
        value={legalBasis}
        fault={faultOf(legalBasis.trim() !== '')}
        onChange={(event) => setLegalBasis(event.target.value)}
      />
      <TextField
        id="valid-until"
        type="date"
        label={t('sharing.validUntil')}
        min={today()}
        value={validUntil}
        fault={faultOf(validUntil !== '')}
        onChange={(event) => setValidUntil(event.target.value)}
      />
      {ask.isError && <Fault error={ask.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={ask.isPending}>
          {t('sharing.send')}
        </Button>
        <Link to="/agency/catalogue/$id" params={{ id: resource.id }}>
          {t('console.cancel')}
        </Link>
      </div>
    </form>
  );
}
