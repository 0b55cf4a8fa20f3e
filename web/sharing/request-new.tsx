import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getResource, type ResourceDetail } from '../../contracts/catalogue.ts';
import { createSharingRequest, listPurposes, type Manner, manners, type RowScope } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { today } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Checks } from '../ui/checks.tsx';
import { SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Button, Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { isScopeWhole, ScopeEditor } from './scope-editor.tsx';
import { numberOf } from './terms.ts';

export function RequestNewPage() {
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
    <ConsolePage
      title={found.data ? t('sharing.newOf', { name: nameOf(found.data) }) : t('sharing.new')}
      back={
        <Link to="/agency/catalogue/$id" params={{ id: resourceId }}>
          {t('sharing.toResource')}
        </Link>
      }
    >
      {found.data ? (
        <RequestForm resource={found.data} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </ConsolePage>
  );
}

/** Which items and rows, for what, by which law, how and until when: nothing more than the purpose needs (个人信息保护法 art. 6). */
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
  const [needs, setNeeds] = useState<Record<string, string>>({});
  const [purpose, setPurpose] = useState('');
  const [legalBasis, setLegalBasis] = useState('');
  const [scope, setScope] = useState<RowScope>({});
  const [ownApplicants, setOwnApplicants] = useState(false);
  const [chosenManners, setManners] = useState<Manner[]>(['call']);
  const [expected, setExpected] = useState('');
  const [quota, setQuota] = useState('');
  const [safeguards, setSafeguards] = useState('');
  const [validUntil, setValidUntil] = useState('');
  const [tried, setTried] = useState(false);
  const ask = useMutation({
    mutationFn: () =>
      api(createSharingRequest, {
        body: {
          resource: resource.id,
          items,
          purpose,
          legalBasis: legalBasis.trim(),
          needs: Object.fromEntries(Object.entries(needs).filter(([code, why]) => items.includes(code) && why.trim())),
          scope,
          ownApplicants,
          manners: chosenManners,
          expectedPerDay: numberOf(expected),
          quotaPerDay: numberOf(quota),
          ...(safeguards.trim() && { safeguards: safeguards.trim() }),
          validUntil,
        },
      }),
    onSuccess: (request) => {
      queries.setQueryData(['request', request.id], request);
      void queries.invalidateQueries({ queryKey: ['requests'] });
      void navigate({ to: '/agency/sharing/$id', params: { id: request.id } });
    },
  });
  const faultOf = (given: boolean) => (tried && !given ? t('fault.required') : undefined);
  const whole =
    items.length > 0 &&
    purpose !== '' &&
    legalBasis.trim() !== '' &&
    validUntil !== '' &&
    chosenManners.length > 0 &&
    isScopeWhole(scope);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (whole) ask.mutate();
  };
  const about = resource.subjectKind === 'person' || resource.subjectKind === 'organisation';
  return (
    <form className="column-start" onSubmit={send} noValidate>
      <Facts
        rows={[
          [t('resource.provider'), nameOf({ name: resource.providerName, nameEn: resource.providerNameEn })],
          [t('resource.shareType'), resource.shareType && t(`resource.shareTypes.${resource.shareType}`)],
          [t('resource.shareCondition'), resource.shareCondition],
        ]}
      />
      <section className="section" aria-labelledby="part-what">
        <h2 id="part-what">{t('sharing.part.what')}</h2>
        <Checks
          id="items"
          legend={t('sharing.items')}
          help={t('sharing.itemsHelp')}
          fault={tried && items.length === 0 ? t('sharing.chooseItems') : undefined}
          chosen={items}
          onChange={setItems}
          options={resource.items.map((item) => {
            const withheld = (item.shareType ?? resource.shareType) === 'withheld';
            const note = withheld
              ? t('resource.shareTypes.withheld')
              : item.sensitivity === 'none'
                ? undefined
                : t(`resource.sensitivities.${item.sensitivity}`);
            return { value: item.code, label: nameOf(item), note, disabled: withheld };
          })}
        />
        {items.length > 0 && (
          <details>
            <summary>{t('sharing.needs')}</summary>
            {resource.items
              .filter(({ code }) => items.includes(code))
              .map((item) => (
                <TextField
                  key={item.code}
                  id={`need-${item.code}`}
                  label={t('sharing.needOf', { item: nameOf(item) })}
                  optional
                  maxLength={200}
                  value={needs[item.code] ?? ''}
                  onChange={(event) => setNeeds({ ...needs, [item.code]: event.target.value })}
                />
              ))}
          </details>
        )}
        <ScopeEditor items={resource.items} scope={scope} onChange={setScope} />
        {tried && !isScopeWhole(scope) && <p className="fault">{t('sharing.scopeUnfinished')}</p>}
        {about && (
          <label className="choice">
            <input
              type="checkbox"
              checked={ownApplicants}
              onChange={(event) => setOwnApplicants(event.target.checked)}
            />
            <span>
              {t('sharing.ownApplicants')} <span className="quiet">{t('sharing.ownApplicantsHelp')}</span>
            </span>
          </label>
        )}
      </section>
      <section className="section" aria-labelledby="part-why">
        <h2 id="part-why">{t('sharing.part.why')}</h2>
        <SelectField
          id="purpose"
          label={t('sharing.purpose')}
          help={t('sharing.purposeHelp')}
          value={purpose}
          options={(purposes.data?.items ?? []).map((each) => ({ value: each.key, label: nameOf(each) }))}
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
      </section>
      <section className="section" aria-labelledby="part-how">
        <h2 id="part-how">{t('sharing.part.how')}</h2>
        <Checks
          id="manners"
          legend={t('sharing.manner')}
          help={t('sharing.mannerHelp')}
          fault={tried && chosenManners.length === 0 ? t('sharing.chooseManner') : undefined}
          chosen={chosenManners}
          onChange={setManners}
          options={manners.map((value) => ({
            value,
            label: t(`sharing.manners.${value}`),
            note: t(`sharing.mannersSay.${value}`),
          }))}
        />
        <div className="fields-row">
          <TextField
            id="expected"
            type="number"
            min={1}
            label={t('sharing.expectedPerDay')}
            help={t('sharing.expectedHelp')}
            optional
            value={expected}
            onChange={(event) => setExpected(event.target.value)}
          />
          <TextField
            id="quota-day"
            type="number"
            min={1}
            label={t('sharing.quotaPerDay')}
            help={t('sharing.quotaPerDayHelp')}
            optional
            value={quota}
            onChange={(event) => setQuota(event.target.value)}
          />
        </div>
        <TextArea
          id="safeguards"
          label={t('sharing.safeguards')}
          help={t('sharing.safeguardsHelp')}
          optional
          rows={3}
          maxLength={1000}
          value={safeguards}
          onChange={(event) => setSafeguards(event.target.value)}
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
      </section>
      {ask.isError && <Fault error={ask.error} />}
      {tried && !whole && (
        <Note tone="due">
          <p>{t('sharing.fillIn')}</p>
        </Note>
      )}
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
