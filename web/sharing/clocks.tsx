import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseSharingClocks, getSharingClocks, type SharingClocks } from '../../contracts/sharing-clocks.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName, useSay } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { Button, Empty, Fault, Loading, Tag } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { useToast } from '../ui/toast.tsx';
import { ActDialog } from './act-dialog.tsx';

type RuleSet = SharingClocks['ruleSets'][number];

/** The rule sets of the clocks of sharing; the operator chooses the one for new requests. */
export function ClocksPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('clocks.title')}>
      <Clocks />
    </SignedIn>
  );
}

function Clocks() {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const say = useToast();
  const account = useAccount();
  const [choosing, setChoosing] = useState<RuleSet | null>(null);
  const found = useQuery({ queryKey: ['sharing-clocks'], queryFn: () => api(getSharingClocks) });
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  return (
    <ConsolePage title={t('clocks.title')} lead={t('clocks.lead')}>
      {found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading lines={8} />
      ) : found.data.ruleSets.length === 0 ? (
        <Empty>{t('clocks.none')}</Empty>
      ) : (
        found.data.ruleSets.map((set) => (
          <section key={set.key} className="section" aria-labelledby={`set-${set.key}`}>
            <h2 id={`set-${set.key}`}>{nameOf(set)}</h2>
            <p>
              <span className="quiet">{t('clocks.inForce', { day: shortDay(set.inForceFrom) })}</span>{' '}
              {set.key === found.data.chosen && <Tag tone="done">{t('clocks.chosen')}</Tag>}
            </p>
            <Rules set={set} />
            {operates && set.key !== found.data.chosen && (
              <div className="actions">
                <Button onClick={() => setChoosing(set)}>{t('clocks.choose')}</Button>
              </div>
            )}
          </section>
        ))
      )}
      {choosing && (
        <ActDialog
          title={t('clocks.chooseOf', { title: nameOf(choosing) })}
          text={t('clocks.sure')}
          label={t('sharing.reason')}
          help={t('sharing.noNumbers')}
          maxLength={500}
          action={t('clocks.choose')}
          run={async (reason) => {
            queries.setQueryData(
              ['sharing-clocks'],
              await api(chooseSharingClocks, { body: { ruleSet: choosing.key, reason } }),
            );
            say({ text: t('clocks.done') });
          }}
          onClose={() => setChoosing(null)}
        />
      )}
    </ConsolePage>
  );
}

function Rules({ set }: { set: RuleSet }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const say = useSay();
  return (
    <Table stacking label={nameOf(set)} columns={[t('clocks.rule'), t('clocks.days'), t('clocks.article')]}>
      {set.rules.map(({ rule, meaning, meaningEn, workingDays, article, certain }) => (
        <tr key={rule}>
          <th scope="row">{say({ zh: meaning, en: meaningEn })}</th>
          <td data-label={t('clocks.days')}>{workingDays === 0 ? t('clocks.atOnce') : workingDays}</td>
          <td data-label={t('clocks.article')}>
            <Chinese text={article} /> {!certain && <Tag tone="wait">{t('clocks.own')}</Tag>}
          </td>
        </tr>
      ))}
    </Table>
  );
}
