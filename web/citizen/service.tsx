import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listMyDelegations } from '../../contracts/identity.ts';
import { getService, openCase, type Service } from '../../contracts/services.ts';
import { ApiError, api } from '../api.ts';
import { signInAddress, useAccount } from '../app/session.ts';
import { useName, useSay } from '../app/words.ts';
import { SelectField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { readGuide } from './guide.ts';

/** The guide: what you get, what you need and what you do not, how long it takes, by which law; and the start. */
export function ServicePage() {
  const { t } = useTranslation();
  const say = useSay();
  const { key } = useParams({ from: '/services/$key' });
  const service = useQuery({ queryKey: ['service', key], queryFn: () => api(getService, { params: { key } }) });
  if (!service.data) {
    return (
      <Page title={t('service.title')}>
        {service.isError ? (
          <Fault error={service.error} onRetry={() => void service.refetch()} />
        ) : (
          <Loading lines={8} />
        )}
      </Page>
    );
  }
  return (
    <Page title={say(service.data.title)} lead={say(service.data.summary)}>
      <Start service={service.data} />
      <Guide service={service.data} />
    </Page>
  );
}

function Start({ service }: { service: Service }) {
  const { t } = useTranslation();
  const account = useAccount();
  const navigate = useNavigate();
  const forCompany = service.subject === 'company';
  const companies = useCompanies(service.key, forCompany && account?.kind === 'person');
  const [chosen, setChosen] = useState('');
  const company = companies?.length === 1 ? companies[0]!.value : chosen;
  const start = useMutation({
    mutationFn: () => api(openCase, { body: { service: service.key, ...(company && { subject: company }) } }),
    onSuccess: (opened) => void navigate({ to: '/cases/$id', params: { id: opened.id } }),
  });
  if (account?.kind === 'staff') return <Note>{t('service.staff')}</Note>;
  return (
    <>
      {forCompany && companies?.length === 0 && <Note tone="wait">{t('service.noDelegation')}</Note>}
      {forCompany && companies && companies.length > 1 && (
        <SelectField
          id="company"
          label={t('service.whichCompany')}
          options={companies}
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
        />
      )}
      <div className="actions">
        {account === null ? (
          <a className="button" data-kind="primary" href={signInAddress(`/services/${service.key}`)}>
            {t('service.signInAndStart')}
          </a>
        ) : (
          <Button
            kind="primary"
            disabled={account === undefined || start.isPending || (forCompany && !company)}
            onClick={() => start.mutate()}
          >
            {t(start.isPending ? 'service.starting' : 'service.start')}
          </Button>
        )}
        <span className="quiet">{t(account === null ? 'service.signInWhy' : 'service.startWhy')}</span>
      </div>
      {start.isError && (
        <Fault error={start.error instanceof ApiError ? start.error : null} onRetry={() => start.mutate()} />
      )}
    </>
  );
}

/** What is held, by who holds it: one line for each source instead of one for each field. */
function bySource(held: Service['notNeeded'], nameOf: ReturnType<typeof useName>) {
  const sources = Map.groupBy(held, ({ agency, agencyEn, resource, resourceEn }) =>
    [agency && nameOf({ name: agency, nameEn: agencyEn }), resource && nameOf({ name: resource, nameEn: resourceEn })]
      .filter(Boolean)
      .join(' · '),
  );
  return [...sources].map(([source, group]) => ({ source, held: group }));
}

/** The companies for which I hold a delegation on this service today. */
function useCompanies(service: string, asked: boolean) {
  const { data } = useQuery({ queryKey: ['delegations'], queryFn: () => api(listMyDelegations), enabled: asked });
  return data?.items
    .filter((held) => held.side === 'agent' && held.state === 'active' && held.scope.includes(service))
    .map(({ organisation }) => ({ value: organisation.creditCode, label: organisation.name }));
}

function Guide({ service }: { service: Service }) {
  const { t } = useTranslation();
  const say = useSay();
  const nameOf = useName();
  const guide = readGuide(service.guide);
  return (
    <>
      <section className="section">
        <h2>{t('service.get')}</h2>
        <Facts
          rows={[
            [t('service.result'), say(service.result)],
            [
              t('service.duration'),
              t('service.durationText', { promised: service.promisedDays, statutory: service.statutoryDays }),
            ],
            [t('service.fee'), service.charged ? (guide.feeBasis ?? t('service.charged')) : t('service.free')],
            [t('service.visits'), t('service.visitsText', { count: service.visits })],
            [t('service.agency'), nameOf(service.agency)],
          ]}
        />
      </section>
      <section className="section" aria-labelledby="not-needed">
        <h2 id="not-needed">{t('service.notNeeded')}</h2>
        <p>{t('service.notNeededWhy')}</p>
        <ul className="ticks">
          {bySource(service.notNeeded, nameOf).map(({ source, held }) => (
            <li key={source}>
              {held.map((each) => say(each.name)).join(t('list.and'))}
              <div className="quiet">{source ? t('service.heldBy', { source }) : t('service.heldHere')}</div>
            </li>
          ))}
        </ul>
      </section>
      <section className="section">
        <h2>{t('service.needed')}</h2>
        {service.needed.length === 0 && <p>{t('service.nothingNeeded')}</p>}
        <ul>
          {service.needed.map((need) => (
            <li key={need.name.zh}>
              <strong>{say(need.name)}</strong>
              {need.why && <span className="quiet"> {say(need.why)}</span>}
            </li>
          ))}
        </ul>
      </section>
      <div className="elder-hide">
        <section className="section">
          <h2>{t('service.who')}</h2>
          <ul>
            {guide.conditions.map((condition) => (
              <li key={condition.zh}>{say(condition)}</li>
            ))}
          </ul>
        </section>
        <section className="section">
          <h2>{t('service.flow')}</h2>
          <ol>
            {guide.flow.map((step) => (
              <li key={step.zh}>{say(step)}</li>
            ))}
          </ol>
        </section>
        <section className="section">
          <h2>{t('service.law')}</h2>
          <ul lang="zh-CN">
            {guide.legalBasis.map((law) => (
              <li key={law}>{law}</li>
            ))}
          </ul>
        </section>
      </div>
      <section className="section">
        <h2>{t('service.help')}</h2>
        <Facts
          rows={[
            [t('service.contact'), guide.contact],
            [t('service.supervision'), guide.supervision],
            [t('service.where'), guide.where && say(guide.where)],
            [
              t('service.code'),
              <span key="code" className="code">
                {service.code}
              </span>,
            ],
          ]}
        />
      </section>
    </>
  );
}
