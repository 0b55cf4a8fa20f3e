import './console.css';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

interface ProgressProps {
  label: string;
  done: number;
  /** null when it is not known how much there is. */
  total: number | null;
  /** What is counted: rows, bytes as text. Plain digits in groups when left out. */
  format?(amount: number): string;
  /** How long it still takes, seconds; null while that is not known. */
  secondsLeft?: number | null;
}

/** Long work: what is done, what remains, and how long it will take. */
export function Progress({
  label,
  done,
  total,
  format = (amount) => amount.toLocaleString('en'),
  secondsLeft = null,
}: ProgressProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="progress">
      <div className="progress-head">
        <label htmlFor={id}>{label}</label>
        {total !== null && <strong>{Math.floor((done / Math.max(1, total)) * 100)}%</strong>}
      </div>
      <progress id={id} {...(total !== null && { value: done, max: Math.max(1, total) })} />
      <p className="quiet">
        {total === null
          ? t('progress.done', { done: format(done) })
          : t('progress.of', { done: format(done), left: format(Math.max(0, total - done)) })}
        {secondsLeft !== null && secondsLeft > 0 && (
          <>
            {' · '}
            {secondsLeft < 60
              ? t('progress.seconds', { count: Math.ceil(secondsLeft) })
              : t('progress.minutes', { count: Math.ceil(secondsLeft / 60) })}
          </>
        )}
      </p>
    </div>
  );
}
