import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Grant, getGrant, resumeGrant, revokeGrant, suspendGrant } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay, shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Button, Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { useToast } from '../ui/toast.tsx';
import { ActDialog } from './act-dialog.tsx';
import { GrantHistory } from './grant-history.tsx';
import { Grantee, GrantTag } from './grants.tsx';
import { RowScopeText } from './scope-text.tsx';
import { clockOf, lastDay } from './terms.ts';

export function GrantPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('grants.one')}>
      <OneGrant />
    </SignedIn>
  );
}

function OneGrant() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/agency/grants/$id' });
  const found = useQuery({ queryKey: ['grant', id], queryFn: () => api(getGrant, { params: { id } }) });
  return (
    <ConsolePage
      title={found.data ? t('grants.oneOf', { number: found.data.number }) : t('grants.one')}
      back={<Link to="/agency/grants">{t('grants.back')}</Link>}
      actions={found.data && <GrantActs grant={found.data} />}
    >
      {found.data ? (
        <>
          <GrantFacts grant={found.data} />
          <GrantHistory grant={found.data} />
        </>
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </ConsolePage>
  );
}

function GrantFacts({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const many = (count: number) => count.toLocaleString('en');
  const quota = (limit: number | null) => (limit === null ? t('grants.noLimit') : many(limit));
  return (
    <>
      {grant.stateReason && grant.state !== 'active' && (
        <Note tone="wait">
          <p>
            {t(grant.suspendedBy ? `grants.suspendedBy.${grant.suspendedBy}` : `grants.states.${grant.state}`)}
            {t('grants.because', { reason: grant.stateReason })}
          </p>
        </Note>
      )}
      <Facts
        rows={[
          [t('sharing.state'), <GrantTag key="state" grant={grant} />],
          [
            t('sharing.resource'),
            <Link key="resource" to="/agency/catalogue/$id" params={{ id: grant.resource.id }}>
              {`${nameOf(grant.resource)} ${grant.resource.code ?? ''}`}
            </Link>,
          ],
          [t('sharing.provider'), nameOf(grant.provider)],
          [t('grants.grantee'), <Grantee key="grantee" grant={grant} />],
          [t('sharing.purpose'), grant.purpose ? nameOf(grant.purpose) : t('grants.anyPurpose')],
          [t('sharing.legalBasis'), grant.legalBasis],
          [t('sharing.items'), grant.items.map(nameOf).join(t('list.and'))],
          [t('sharing.scope'), <RowScopeText key="scope" scope={grant.scope} resourceId={grant.resource.id} />],
          [t('sharing.subjects'), grant.ownApplicants && t('sharing.ownApplicants')],
          [t('grants.consent'), grant.consent && t('grants.consentNeeded')],
          [t('sharing.manner'), grant.manners.map((manner) => t(`sharing.manners.${manner}`)).join(t('list.and'))],
          [
            t('grants.validity'),
            t('grants.fromTo', { from: shortDay(grant.validFrom), to: lastDay(grant.validUntil) ?? t('grants.noEnd') }),
          ],
          [
            t('grants.hours'),
            [
              grant.hours
                ? t('grants.fromTo', { from: clockOf(grant.hours.opens), to: clockOf(grant.hours.closes) })
                : t('grants.anyHour'),
              grant.workingDaysOnly && t('grants.workingDays'),
            ]
              .filter(Boolean)
              .join(t('list.and')),
          ],
          [
            t('grants.quotas'),
            t('grants.quotasSay', {
              minute: quota(grant.quotaPerMinute),
              day: quota(grant.quotaPerDay),
              total: quota(grant.quotaTotal),
            }),
          ],
          [
            t('grants.counted'),
            (grant.quotaPerDay !== null || grant.quotaTotal !== null || grant.quotaPerMinute !== null) &&
              t('grants.countedSay', { today: many(grant.callsToday), total: many(grant.callsTotal) }),
          ],
          [t('grants.usageTerms'), grant.usageTerms],
          [t('grants.lastUsed'), grant.lastUsedAt ? shortTime(grant.lastUsedAt) : t('grants.never')],
          [t('grants.version'), String(grant.version)],
          [t('grants.request'), grant.requestNumber],
          [t('grants.list'), grant.list],
        ]}
      />
    </>
  );
}

const acts = { suspend: suspendGrant, resume: resumeGrant, revoke: revokeGrant } as const;
type Act = keyof typeof acts;
const actsOf: Record<Grant['state'], Act[]> = {
  active: ['suspend', 'revoke'],
  suspended: ['resume', 'revoke'],
  revoked: [],
};

function GrantActs({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const account = useAccount();
  const say = useToast();
  const [act, setAct] = useState<Act | null>(null);
  const staff = account?.kind === 'staff' ? account : null;
  const operates = staff?.roles.includes('operator') ?? false;
  const provides = (staff?.roles.includes('steward') ?? false) && staff?.agency.id === grant.provider.id;
  if (!operates && !provides) return null;
  const offered = actsOf[grant.state].filter(
    (each) => each !== 'resume' || operates || grant.suspendedBy !== 'operator',
  );
  return (
    <>
      {provides && grant.state !== 'revoked' && (
        <Link className="button" data-kind="plain" to="/agency/grants/$id/amend" params={{ id: grant.id }}>
          {t('grants.amend')}
        </Link>
      )}
      {offered.map((each) => (
        <Button key={each} onClick={() => setAct(each)}>
          {t(`grants.${each}.open`)}
        </Button>
      ))}
      {act && (
        <ActDialog
          title={t('grants.actOf', { act: t(`grants.${act}.open`), number: grant.number })}
          text={t(`grants.${act}.sure`)}
          label={t('sharing.reason')}
          help={t('sharing.noNumbers')}
          maxLength={500}
          action={t(`grants.${act}.confirm`)}
          run={async (reason) => {
            const next = await api(acts[act], { params: { id: grant.id }, body: { reason } });
            queries.setQueryData(['grant', grant.id], next);
            void queries.invalidateQueries({ queryKey: ['grants'] });
            void queries.invalidateQueries({ queryKey: ['grant-history', grant.id] });
            say({ text: t(`grants.${act}.done`) });
          }}
          onClose={() => setAct(null)}
        />
      )}
    </>
  );
}
