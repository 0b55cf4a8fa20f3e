import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Grant, listGrants, resumeGrant, revokeGrant, suspendGrant } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { shortDay } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { TextArea } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Fault, Note, Tag } from '../ui/parts.tsx';
import { Listed } from '../ui/table.tsx';
import { RowScopeText } from './sharing-scope.tsx';

const sides = [undefined, 'incoming', 'outgoing'] as const;
const acts = { suspend: suspendGrant, resume: resumeGrant, revoke: revokeGrant } as const;
type Act = keyof typeof acts;
const actsOf: Record<Grant['state'], Act[]> = {
  active: ['suspend', 'revoke'],
  suspended: ['resume', 'revoke'],
  revoked: [],
};

/** Grants that one's own agency gave or holds. */
export function GrantsPage() {
  const { t } = useTranslation();
  const { side } = useSearch({ from: '/agency/grants' });
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('grants.title')}>
      <Page wide title={t('grants.title')} lead={t('grants.lead')}>
        <nav aria-label={t('grants.side')} className="tabs">
          {sides.map((each) => (
            <Link key={each ?? 'all'} to="/agency/grants" search={{ side: each }} activeOptions={{ exact: true }}>
              {t(each ? `grants.sides.${each}` : 'console.all')}
            </Link>
          ))}
        </nav>
        <Listed
          queryKey={['grants', side ?? '']}
          load={(query) => api(listGrants, { query: { ...query, ...(side && { side }) } })}
          empty={t('grants.none')}
        >
          {(items) => (
            <ul className="list">
              {items.map((grant) => (
                <OneGrant key={grant.id} grant={grant} />
              ))}
            </ul>
          )}
        </Listed>
      </Page>
    </SignedIn>
  );
}

function OneGrant({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const account = useAccount();
  const staff = account?.kind === 'staff' ? account : null;
  const may =
    staff?.roles.includes('operator') || (staff?.roles.includes('steward') && staff.agency.id === grant.provider.id);
  const tone = ({ active: 'done', suspended: 'wait', revoked: 'due' } as const)[grant.state];
  return (
    <li>
      <div className="row-head">
        <h2>{nameOf(grant.resource)}</h2>
        <Tag tone={tone}>{t(`grants.states.${grant.state}`)}</Tag>
      </div>
      <Facts
        rows={[
          [t('grants.number'), grant.number],
          [t('sharing.provider'), nameOf(grant.provider)],
          [t('sharing.consumer'), grant.consumer ? nameOf(grant.consumer) : grant.rule?.region.name],
          [t('sharing.purpose'), grant.purpose && nameOf(grant.purpose)],
          [t('sharing.items'), grant.items.map(nameOf).join(t('list.and'))],
          [t('sharing.scope'), <RowScopeText key="scope" scope={grant.scope} resourceId={grant.resource.id} />],
          [
            t('grants.validity'),
            t('grants.fromTo', { from: shortDay(grant.validFrom), to: shortDay(grant.validUntil) }),
          ],
          [t('grants.stateReason'), grant.stateReason],
        ]}
      />
      {may && <GrantActs grant={grant} />}
    </li>
  );
}

function GrantActs({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [act, setAct] = useState<Act | null>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: (kind: Act) => api(acts[kind], { params: { id: grant.id }, body: { reason: reason.trim() } }),
    onSuccess: () => {
      setAct(null);
      void queries.invalidateQueries({ queryKey: ['grants'] });
    },
  });
  useEffect(() => {
    if (act) form.current?.querySelector('textarea')?.focus();
  }, [act]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (act && reason.trim()) change.mutate(act);
  };
  return (
    <>
      <div role="status">
        {change.isSuccess && act === null && (
          <Note tone="done">
            <p>{t(`grants.${change.variables}.done`)}</p>
          </Note>
        )}
      </div>
      {act === null ? (
        <div className="actions">
          {actsOf[grant.state].map((each) => (
            <Button
              key={each}
              aria-label={t('grants.actOf', { act: t(`grants.${each}.open`), number: grant.number })}
              onClick={() => {
                change.reset();
                setReason('');
                setTried(false);
                setAct(each);
              }}
            >
              {t(`grants.${each}.open`)}
            </Button>
          ))}
        </div>
      ) : (
        <form ref={form} className="panel" onSubmit={send} noValidate aria-label={t(`grants.${act}.open`)}>
          <p>{t(`grants.${act}.sure`)}</p>
          <TextArea
            id={`reason-${grant.id}`}
            label={t('sharing.reason')}
            rows={2}
            maxLength={500}
            value={reason}
            fault={tried && !reason.trim() ? t('fault.required') : undefined}
            onChange={(event) => setReason(event.target.value)}
          />
          {change.isError && <Fault error={change.error} />}
          <div className="actions">
            <Button kind="primary" type="submit" disabled={change.isPending}>
              {t(`grants.${act}.confirm`)}
            </Button>
            <Button kind="text" onClick={() => setAct(null)}>
              {t('console.cancel')}
            </Button>
          </div>
        </form>
      )}
    </>
  );
}
