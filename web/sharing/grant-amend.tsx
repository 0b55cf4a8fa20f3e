import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getResource, type ResourceDetail } from '../../contracts/catalogue.ts';
import { amendGrant, type Grant, getGrant, type Manner } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { today } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Checks } from '../ui/checks.tsx';
import { TextArea, TextField } from '../ui/fields.tsx';
import { Button, Fault, Loading, Note } from '../ui/parts.tsx';
import { useToast } from '../ui/toast.tsx';
import { isScopeWhole, ScopeEditor } from './scope-editor.tsx';
import { clockOf, lastDay, limits, minutesOf, numberOf } from './terms.ts';

export function GrantAmendPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward']} title={t('grants.amend')}>
      <Amend />
    </SignedIn>
  );
}

function Amend() {
  const { t } = useTranslation();
  const account = useAccount();
  const { id } = useParams({ from: '/agency/grants/$id/amend' });
  const grant = useQuery({ queryKey: ['grant', id], queryFn: () => api(getGrant, { params: { id } }) });
  const resourceId = grant.data?.resource.id ?? '';
  const resource = useQuery({
    queryKey: ['resource', resourceId],
    queryFn: () => api(getResource, { params: { id: resourceId } }),
    enabled: resourceId !== '',
  });
  const failed = [grant, resource].find((query) => query.isError);
  const provides = account?.kind === 'staff' && account.agency.id === grant.data?.provider.id;
  return (
    <ConsolePage
      title={grant.data ? t('grants.amendOf', { number: grant.data.number }) : t('grants.amend')}
      lead={t('grants.amendLead')}
      back={
        <Link to="/agency/grants/$id" params={{ id }}>
          {t('grants.backToOne')}
        </Link>
      }
    >
      {failed ? (
        <Fault error={failed.error} onRetry={() => void failed.refetch()} />
      ) : !grant.data || !resource.data ? (
        <Loading lines={8} />
      ) : provides && grant.data.state !== 'revoked' ? (
        <AmendForm grant={grant.data} resource={resource.data} />
      ) : (
        <Note>
          <p>{t('grants.notYours')}</p>
        </Note>
      )}
    </ConsolePage>
  );
}

/** What a provider may change of its grant: less, or longer; more is for a new request. */
function AmendForm({ grant, resource }: { grant: Grant; resource: ResourceDetail }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const say = useToast();
  const [items, setItems] = useState(grant.items.map(({ code }) => code));
  const [scope, setScope] = useState(grant.scope);
  const [ownApplicants, setOwnApplicants] = useState(grant.ownApplicants);
  const [manners, setManners] = useState<Manner[]>(grant.manners);
  const [validUntil, setValidUntil] = useState(lastDay(grant.validUntil) ?? '');
  const [quotas, setQuotas] = useState(() => limits.map((limit) => grant[limit]?.toString() ?? ''));
  const [opens, setOpens] = useState(grant.hours ? clockOf(grant.hours.opens) : '');
  const [closes, setCloses] = useState(grant.hours ? clockOf(grant.hours.closes) : '');
  const [workingDaysOnly, setWorkingDays] = useState(grant.workingDaysOnly);
  const [usageTerms, setUsageTerms] = useState(grant.usageTerms ?? '');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const endless = lastDay(grant.validUntil) === null;
  const [from, to] = [minutesOf(opens), minutesOf(closes, true)];
  const hours = from !== null && to !== null ? { opens: from, closes: to } : null;
  const hoursWhole = hours ? hours.opens < hours.closes : opens === '' && closes === '';
  const amend = useMutation({
    mutationFn: () =>
      api(amendGrant, {
        params: { id: grant.id },
        body: {
          reason: reason.trim(),
          items,
          scope,
          ownApplicants,
          manners,
          // A last day that is past and stays as it is says nothing new.
          ...(validUntil !== '' && validUntil !== grant.validUntil && { validUntil }),
          ...Object.fromEntries(limits.map((limit, place) => [limit, numberOf(quotas[place]!)])),
          hours,
          workingDaysOnly,
          usageTerms: usageTerms.trim() || null,
        },
      }),
    onSuccess: (next) => {
      queries.setQueryData(['grant', grant.id], next);
      void queries.invalidateQueries({ queryKey: ['grants'] });
      void queries.invalidateQueries({ queryKey: ['grant-history', grant.id] });
      say({ text: t('grants.amended') });
      void navigate({ to: '/agency/grants/$id', params: { id: grant.id } });
    },
  });
  const whole =
    items.length > 0 &&
    manners.length > 0 &&
    validUntil !== '' &&
    hoursWhole &&
    isScopeWhole(scope) &&
    reason.trim() !== '';
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (whole) amend.mutate();
  };
  return (
    <form className="column-start" onSubmit={send} noValidate>
      <section className="section" aria-labelledby="part-what">
        <h2 id="part-what">{t('sharing.part.what')}</h2>
        <Checks
          id="items"
          legend={t('sharing.items')}
          fault={tried && items.length === 0 ? t('sharing.chooseItems') : undefined}
          options={grant.items.map((item) => ({ value: item.code, label: nameOf(item) }))}
          chosen={items}
          onChange={setItems}
        />
        <ScopeEditor items={resource.items} scope={scope} within={grant.scope} onChange={setScope} />
        {tried && !isScopeWhole(scope) && <p className="fault">{t('sharing.scopeUnfinished')}</p>}
        <label className="choice">
          <input
            type="checkbox"
            checked={ownApplicants}
            disabled={grant.ownApplicants}
            onChange={(event) => setOwnApplicants(event.target.checked)}
          />
          <span>
            {t('sharing.ownApplicants')} <span className="quiet">{t('sharing.ownApplicantsHelp')}</span>
          </span>
        </label>
      </section>
      <section className="section" aria-labelledby="part-how">
        <h2 id="part-how">{t('sharing.part.how')}</h2>
        <Checks
          id="manners"
          legend={t('sharing.manner')}
          fault={tried && manners.length === 0 ? t('sharing.chooseManner') : undefined}
          options={grant.manners.map((value) => ({
            value,
            label: t(`sharing.manners.${value}`),
            note: t(`sharing.mannersSay.${value}`),
          }))}
          chosen={manners}
          onChange={setManners}
        />
        <TextField
          id="valid-until"
          type="date"
          label={t('sharing.validUntil')}
          help={t('grants.renewHelp')}
          min={today()}
          value={validUntil}
          fault={tried && !validUntil && !endless ? t('fault.required') : undefined}
          onChange={(event) => setValidUntil(event.target.value)}
        />
        <div className="fields-row">
          {limits.map((limit, place) => (
            <TextField
              key={limit}
              id={limit}
              type="number"
              min={1}
              label={t(`grants.limit.${limit}`)}
              optional
              value={quotas[place]}
              onChange={(event) => setQuotas(quotas.with(place, event.target.value))}
            />
          ))}
        </div>
        <p className="quiet">{t('grants.quotaHelp')}</p>
        <div className="fields-row">
          <TextField
            id="opens"
            type="time"
            label={t('grants.opens')}
            optional
            value={opens}
            onChange={(event) => setOpens(event.target.value)}
          />
          <TextField
            id="closes"
            type="time"
            label={t('grants.closes')}
            optional
            value={closes}
            fault={tried && !hoursWhole ? t('grants.hoursFault') : undefined}
            onChange={(event) => setCloses(event.target.value)}
          />
        </div>
        <label className="choice">
          <input type="checkbox" checked={workingDaysOnly} onChange={(event) => setWorkingDays(event.target.checked)} />
          {t('grants.workingDays')}
        </label>
        <TextArea
          id="usage-terms"
          label={t('grants.usageTerms')}
          help={t('grants.usageTermsHelp')}
          optional
          rows={3}
          maxLength={1000}
          value={usageTerms}
          onChange={(event) => setUsageTerms(event.target.value)}
        />
      </section>
      <TextArea
        id="reason"
        label={t('sharing.reason')}
        help={t('sharing.noNumbers')}
        rows={3}
        maxLength={500}
        value={reason}
        fault={tried && !reason.trim() ? t('fault.required') : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      {amend.isError && <Fault error={amend.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={amend.isPending}>
          {t('grants.amendConfirm')}
        </Button>
        <Link to="/agency/grants/$id" params={{ id: grant.id }}>
          {t('console.cancel')}
        </Link>
      </div>
    </form>
  );
}
