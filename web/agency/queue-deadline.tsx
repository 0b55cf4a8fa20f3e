import { useTranslation } from 'react-i18next';
import type { CaseSummary } from '../../contracts/services.ts';
import { Clock } from '../app/clock.tsx';

/** The day that the agency must keep, as a clock; whose turn it is when it is not the agency's. */
export function Deadline({ item }: { item: Pick<CaseSummary, 'state' | 'deadline'> }) {
  const { t } = useTranslation();
  if (item.deadline) return <Clock date={item.deadline} dated />;
  if (item.state === 'correction') return <span className="quiet">{t('queue.notOurTurn')}</span>;
  return <span className="quiet">{item.state === 'closed' ? t('queue.ended') : t('status.dayOpen')}</span>;
}
