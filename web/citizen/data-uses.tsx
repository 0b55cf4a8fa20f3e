import './data-uses.css';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataUse, listMyDataUses } from '../../contracts/exchange.ts';
import { api } from '../api.ts';
import { asCsv } from '../app/csv.ts';
import { proseDay, shortDay, shortTime } from '../app/format.ts';
import { saveFile } from '../app/save-file.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Button, Empty, Facts, Fault, Loading, Tag } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';
import { UsesFilter } from './data-uses-filter.tsx';
import { UsesSummary } from './data-uses-summary.tsx';
import { fetchUses } from './export-uses.ts';
import { ProveUse } from './prove-use-here.tsx';
import { useSummary } from './use-summary.ts';
import { WaitingConsents } from './waiting-consents.tsx';

/** Who read my data and my children's, when, why, and by what right (个人信息保护法 art. 44). */
export function DataUsesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="resident" title={t('data.title')}>
      <Page title={t('data.title')} lead={t('data.lead')}>
        <WaitingConsents />
        <Uses />
      </Page>
    </SignedIn>
  );
}

function Uses() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/data' });
  const summary = useSummary();
  const list = usePaged(['data-uses', search], (page) => api(listMyDataUses, { query: { ...search, ...page } }));
  const filtered = Object.values(search).some((value) => value !== undefined);
  if (list.fault) return list.fault;
  if (!list.rows || summary.isPending) return <Loading lines={8} />;
  if (list.rows.length === 0 && !filtered) return <Empty>{t('data.none')}</Empty>;
  return (
    <>
      {summary.data && <UsesSummary summary={summary.data} />}
      <section className="section" aria-label={t('data.list')}>
        {summary.data && <UsesFilter all={summary.data.all} />}
        {list.rows.length === 0 && <Empty>{t('data.noneSuch')}</Empty>}
        {list.rows.some(({ withheld }) => withheld === null) && (
          <p className="quiet elder-hide">{t('data.proveHint')}</p>
        )}
        {byDay(list.rows).map(({ day, uses }) => (
          <Day key={day} day={day} uses={uses} />
        ))}
        {list.more}
      </section>
      {list.rows.length > 0 && <Export />}
      <p className="quiet">{t('data.withheld')}</p>
    </>
  );
}

function byDay(uses: readonly DataUse[]): { day: string; uses: DataUse[] }[] {
  const days = new Map<string, DataUse[]>();
  for (const use of uses) days.set(shortDay(use.at), [...(days.get(shortDay(use.at)) ?? []), use]);
  return [...days].map(([day, those]) => ({ day, uses: those }));
}

function Day({ day, uses }: { day: string; uses: DataUse[] }) {
  const { i18n } = useTranslation();
  return (
    <section className="use-day" aria-label={day}>
      <h2>{proseDay(day, i18n.language)}</h2>
      <ul className="list">
        {uses.map((use) =>
          use.withheld === null ? (
            <Use key={use.index} use={use} />
          ) : (
            <WithheldUse key={use.index} use={use} until={use.withheld} />
          ),
        )}
      </ul>
    </section>
  );
}

/** What happened, in a sentence. */
function useSentence(): (use: DataUse) => string {
  const { t } = useTranslation();
  const nameOf = useName();
  return ({ kind, outcome, agency, resource }) => {
    const named = { agency: nameOf(agency), resource: nameOf(resource) };
    if (kind === 'licence') return t(agency.creditCode === '' ? 'data.lookedAnyone' : 'data.looked', named);
    return t(outcome === 'refused' ? 'data.refused' : 'data.read', named);
  };
}

function Use({ use }: { use: DataUse }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const sentence = useSentence();
  const refused = use.outcome === 'refused';
  const licence = use.kind === 'licence';
  return (
    <li data-refused={refused}>
      <div className="row-head">
        <h3>
          <span className="use-time">{shortTime(use.at).slice(-5)}</span>
          {sentence(use)}
        </h3>
        <span className="tags">
          {use.about.relation === 'ward' && <Tag tone="act">{t('data.ward', { name: use.about.name })}</Tag>}
          {refused && <Tag tone="wait">{t('data.refusedTag')}</Tag>}
          {licence && <Tag>{t('data.shownTag')}</Tag>}
          {use.form && <Tag>{t(`data.forms.${use.form}`)}</Tag>}
        </span>
      </div>
      <Facts
        rows={[
          [t('data.why'), licence ? t('data.whyShown') : nameOf(use.purpose)],
          [t('data.case'), use.caseNumber],
          [t('data.items'), use.items.map(nameOf).join(t('list.and'))],
          [t(licence ? 'data.issuer' : 'data.provider'), nameOf(use.provider)],
          [t('data.grant'), use.grantNumber ?? (refused || licence ? null : t('data.noGrant'))],
          [t('data.consent'), refused || licence ? null : (use.consentNumber ?? t('data.noConsent'))],
          [t('data.rule'), use.rule && t(`refusedBy.${use.rule}`, { defaultValue: use.rule })],
          [t('data.entry'), t('data.entryText', { index: use.index })],
        ]}
      />
      <ProveUse use={use} />
    </li>
  );
}

/** That something was read, and when it will be told what. */
function WithheldUse({ use, until }: { use: DataUse; until: string }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <div className="row-head">
        <h3>{t('data.withheldUse')}</h3>
        <span className="tags">
          {use.about.relation === 'ward' && <Tag tone="act">{t('data.ward', { name: use.about.name })}</Tag>}
          <Tag>{t('data.withheldTag')}</Tag>
        </span>
      </div>
      <p>{t('data.withheldUntil', { day: proseDay(until, i18n.language), index: use.index })}</p>
    </li>
  );
}

/** The reader's own uses as a file: what the filters leave. */
function Export() {
  const { t } = useTranslation();
  const nameOf = useName();
  const search = useSearch({ from: '/data' });
  const sentence = useSentence();
  const [count, setCount] = useState<number | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const run = async (format: 'csv' | 'json') => {
    setFault(null);
    setCount(0);
    try {
      const uses = await fetchUses(search, setCount);
      const name = `legwork-data-uses-${shortDay(new Date().toISOString())}.${format}`;
      if (format === 'json') saveFile(name, 'application/json', `${JSON.stringify(uses, null, 2)}\n`);
      else saveFile(name, 'text/csv', asCsv([heads.map((head) => t(`data.${head}`)), ...uses.map(row)]));
    } catch (error) {
      setFault(error);
    }
    setCount(null);
  };
  const heads = ['when', 'list', 'about', 'why', 'case', 'items', 'provider', 'grant', 'rule', 'entry'];
  const row = (use: DataUse) => [
    use.withheld === null ? shortTime(use.at) : shortDay(use.at),
    use.withheld === null ? sentence(use) : t('data.withheldUse'),
    use.about.relation === 'self' ? t('data.me') : use.about.name,
    nameOf(use.purpose),
    use.caseNumber ?? '',
    use.items.map(nameOf).join(t('list.and')),
    nameOf(use.provider),
    use.grantNumber ?? '',
    use.rule ?? '',
    String(use.index),
  ];
  return (
    <>
      <div className="actions elder-hide">
        <Button disabled={count !== null} onClick={() => void run('csv')}>
          {t('data.exportCsv')}
        </Button>
        <Button kind="text" disabled={count !== null} onClick={() => void run('json')}>
          {t('data.exportJson')}
        </Button>
        <span role="status">{count !== null && t('data.exporting', { count })}</span>
      </div>
      {fault !== null && <Fault error={fault} />}
    </>
  );
}
