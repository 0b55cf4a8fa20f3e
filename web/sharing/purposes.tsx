import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listPurposes, type Purpose, setPurposeSecrecy } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Empty, Loading, Tag } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { useToast } from '../ui/toast.tsx';
import { usePaged } from '../ui/use-paged.tsx';
import { ActDialog } from './act-dialog.tsx';

/** What data may be used for, and which uses a law keeps secret for a time (个人信息保护法 art. 18, 35). */
export function PurposesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('purposes.title')}>
      <Purposes />
    </SignedIn>
  );
}

function Purposes() {
  const { t } = useTranslation();
  const account = useAccount();
  const [acting, setActing] = useState<{ purpose: Purpose; keep: boolean } | null>(null);
  const list = usePaged(['purposes'], (page) => api(listPurposes, { query: page }));
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  return (
    <ConsolePage title={t('purposes.title')} lead={t('purposes.lead')}>
      {list.fault ??
        (!list.rows ? (
          <Loading lines={8} />
        ) : list.rows.length === 0 ? (
          <Empty>{t('purposes.none')}</Empty>
        ) : (
          <>
            <PurposeTable
              purposes={list.rows}
              onAct={operates ? (purpose, keep) => setActing({ purpose, keep }) : undefined}
            />
            {list.more}
          </>
        ))}
      {acting && <SecrecyDialog {...acting} onClose={() => setActing(null)} onDone={list.refetch} />}
    </ConsolePage>
  );
}

interface PurposeTableProps {
  purposes: readonly Purpose[];
  onAct: ((purpose: Purpose, keep: boolean) => void) | undefined;
}

function PurposeTable({ purposes, onAct }: PurposeTableProps) {
  const { t } = useTranslation();
  const nameOf = useName();
  const heads = ['purpose', 'kind', 'law', 'told'].map((head) => t(`purposes.${head}`));
  return (
    <Table stacking label={t('purposes.title')} columns={[...heads, ...(onAct ? [t('purposes.act')] : [])]}>
      {purposes.map((purpose) => {
        const { key, kind, legalBasis, consent, secrecy = null } = purpose;
        return (
          <tr key={key}>
            <th scope="row">{nameOf(purpose)}</th>
            <td data-label={t('purposes.kind')}>
              {t(`purposes.kinds.${kind}`)} {consent && <Tag>{t('purposes.consent')}</Tag>}
            </td>
            <td data-label={t('purposes.law')}>
              <Chinese text={legalBasis} />
            </td>
            <td data-label={t('purposes.told')}>
              {secrecy === null ? (
                t('purposes.atOnce')
              ) : (
                <>
                  <Tag tone="wait">{t('purposes.after', { count: secrecy.days })}</Tag>{' '}
                  <Chinese text={secrecy.legalBasis} />
                </>
              )}
            </td>
            {onAct && (
              <td>
                <Button
                  kind="text"
                  aria-label={`${t(secrecy ? 'purposes.lift' : 'purposes.keep')}: ${nameOf(purpose)}`}
                  onClick={() => onAct(purpose, secrecy === null)}
                >
                  {t(secrecy ? 'purposes.lift' : 'purposes.keep')}
                </Button>
              </td>
            )}
          </tr>
        );
      })}
    </Table>
  );
}

interface SecrecyDialogProps {
  purpose: Purpose;
  /** Whether it is to become secret; else it is told at once again. */
  keep: boolean;
  onClose(): void;
  onDone(): void;
}

function SecrecyDialog({ purpose, keep, onClose, onDone }: SecrecyDialogProps) {
  const { t } = useTranslation();
  const nameOf = useName();
  const say = useToast();
  const [days, setDays] = useState('');
  const [legalBasis, setLegalBasis] = useState('');
  const count = Number(days);
  const inRange = Number.isInteger(count) && count >= 1 && count <= 3650;
  return (
    <ActDialog
      title={t(keep ? 'purposes.keepOf' : 'purposes.liftOf', { title: nameOf(purpose) })}
      text={t(keep ? 'purposes.keepText' : 'purposes.liftText')}
      label={t('sharing.reason')}
      help={t('sharing.noNumbers')}
      maxLength={500}
      action={t(keep ? 'purposes.keep' : 'purposes.lift')}
      whole={!keep || (inRange && legalBasis.trim() !== '')}
      run={async (reason) => {
        const secrecy = keep ? { days: count, legalBasis: legalBasis.trim() } : null;
        await api(setPurposeSecrecy, { params: { key: purpose.key }, body: { secrecy, reason } });
        say({ text: t(keep ? 'purposes.kept' : 'purposes.lifted') });
        onDone();
      }}
      onClose={onClose}
    >
      {keep && (
        <>
          <TextField
            id="secrecy-days"
            type="number"
            min={1}
            max={3650}
            label={t('purposes.days')}
            help={t('purposes.daysHelp')}
            value={days}
            onChange={(event) => setDays(event.target.value)}
          />
          <TextField
            id="secrecy-law"
            maxLength={500}
            label={t('purposes.secrecyLaw')}
            help={t('purposes.secrecyLawHelp')}
            value={legalBasis}
            onChange={(event) => setLegalBasis(event.target.value)}
          />
        </>
      )}
    </ActDialog>
  );
}
