import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { kindWords } from '../../contracts/agency-kinds.ts';
import { editAgency } from '../../contracts/directory.ts';
import { type AgencyOverview, getAgencyOverview } from '../../contracts/supervision.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay, shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName, useSay } from '../app/words.ts';
import { Drawer } from '../ui/drawer.tsx';
import { Button, Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { Stat, Stats } from '../ui/stat.tsx';
import { useToast } from '../ui/toast.tsx';
import { AgencyTag, RegionName } from './agencies.tsx';
import { CloseAgency } from './agency-close.tsx';
import { AgencyFields, agencyBody, faultyFields } from './agency-fields.tsx';
import { AgencySteps, isUnderWay } from './agency-steps.tsx';

/** One agency: what is still to be done before it works, what it has, and what it did last. */
export function AgencyPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('agencies.one')}>
      <AgencyView />
    </SignedIn>
  );
}

function AgencyView() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/operator/agencies/$id' });
  const account = useAccount();
  const nameOf = useName();
  const [open, setOpen] = useState<'edit' | 'close'>();
  const found = useQuery({
    queryKey: ['agency', id],
    queryFn: () => api(getAgencyOverview, { params: { id } }),
    // While it is being set up, its own people act elsewhere.
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? 5000 : false),
  });
  const data = found.data;
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  const own = account?.kind === 'staff' && account.agency.id === id;
  return (
    <ConsolePage
      title={data ? nameOf(data.agency) : t('agencies.one')}
      back={<Link to="/operator/agencies">{t('agencies.back')}</Link>}
      actions={
        operates &&
        data?.agency.active && (
          <>
            <Button onClick={() => setOpen('edit')}>{t('agencies.edit')}</Button>
            {!own && <Button onClick={() => setOpen('close')}>{t('agencies.close')}</Button>}
          </>
        )
      }
    >
      {data ? (
        <>
          {!data.agency.active && (
            <Note>
              <p>{t('agencies.closedNote')}</p>
            </Note>
          )}
          {data.agency.active && isUnderWay(data) && <AgencySteps overview={data} operates={operates} />}
          <Overview overview={data} />
          {open === 'edit' && <Edit overview={data} onClose={() => setOpen(undefined)} />}
          {open === 'close' && <CloseAgency overview={data} onClose={() => setOpen(undefined)} />}
        </>
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </ConsolePage>
  );
}

function Overview({ overview }: { overview: AgencyOverview }) {
  const { t } = useTranslation();
  const say = useSay();
  const { agency, resources, grants, accounts, clients } = overview;
  const figure = (count: number) => count.toLocaleString('en');
  return (
    <>
      <Facts
        rows={[
          [t('agencies.state'), <AgencyTag key="state" active={agency.active} />],
          [
            t('agencies.creditCode'),
            <span key="code" className="code">
              {agency.creditCode}
            </span>,
          ],
          [t('agencies.region'), <RegionName key="region" code={agency.regionCode} />],
          [t('agencies.kind'), say(kindWords(agency.kind))],
          [t('agencies.level'), t(`agencies.levels.${agency.level}`)],
          [
            t('agencies.lastSignIn'),
            overview.lastSignInAt ? shortTime(overview.lastSignInAt) : t('agencies.notLately'),
          ],
          [t('agencies.lastCall'), overview.lastCallAt ? shortTime(overview.lastCallAt) : t('agencies.noCalls')],
        ]}
      />
      <Stats label={t('agencies.has')}>
        <Stat
          label={t('agencies.resources')}
          value={figure(resources.published)}
          note={t('agencies.resourcesNote', {
            serving: resources.serving,
            review: resources.inReview,
            drafts: resources.drafts,
          })}
        />
        <Stat
          label={t('agencies.given')}
          value={figure(grants.given)}
          note={t('agencies.served', { calls: figure(overview.servedThisMonth) })}
        />
        <Stat
          label={t('agencies.held')}
          value={figure(grants.held)}
          note={t('agencies.made', { calls: figure(overview.callsThisMonth) })}
        />
        <Stat
          label={t('agencies.accounts')}
          value={figure(accounts.all)}
          note={t('agencies.accountsNote', { stewards: accounts.stewards, developers: accounts.developers })}
        />
      </Stats>
      <h2>{t('agencies.clients')}</h2>
      {clients.length === 0 ? (
        <p className="quiet">{t('agencies.noClients')}</p>
      ) : (
        <ul>
          {clients.map((client) => (
            <li key={client.clientId}>
              {client.name} <span className="quiet code">{client.clientId}</span>{' '}
              <span className="quiet">{t('agencies.since', { day: shortDay(client.createdAt) })}</span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <Link to="/operator/flows" search={{ agency: agency.id }}>
          {t('agencies.toFlows')}
        </Link>
        {' · '}
        <Link to="/operator/late" search={{ agency: agency.id }}>
          {t('agencies.toLate')}
        </Link>
        {' · '}
        <Link to="/operator/ledger" search={{ agency: agency.creditCode }}>
          {t('agencies.toLedger')}
        </Link>
      </p>
    </>
  );
}

function Edit({ overview: { agency }, onClose }: { overview: AgencyOverview; onClose(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const toast = useToast();
  const [tried, setTried] = useState(false);
  const [input, setInput] = useState({
    creditCode: agency.creditCode,
    name: agency.name,
    nameEn: agency.nameEn ?? '',
    regionCode: agency.regionCode,
    kind: agency.kind,
    level: String(agency.level),
  });
  const save = useMutation({
    mutationFn: () => api(editAgency, { params: { id: agency.id }, body: agencyBody(input) }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['agency', agency.id] });
      void queries.invalidateQueries({ queryKey: ['agencies'] });
      toast({ text: t('agencies.saved') });
      onClose();
    },
  });
  const faults = faultyFields(input).filter((field) => field !== 'creditCode');
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length === 0) save.mutate();
  };
  return (
    <Drawer title={t('agencies.edit')} onClose={onClose}>
      <form onSubmit={send} noValidate aria-label={t('agencies.edit')}>
        <AgencyFields fixedCode input={input} faults={tried ? faults : []} onChange={setInput} />
        {save.isError && <Fault error={save.error} />}
        <div className="actions">
          <Button kind="primary" type="submit" disabled={save.isPending}>
            {t('agencies.save')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
