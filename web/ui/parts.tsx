import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api.ts';
import { langOf } from './chinese.tsx';

export type Tone = 'plain' | 'act' | 'done' | 'wait' | 'due';

/** The one filled button of a page is `primary`; everything else is quieter. */
export function Button({
  kind = 'plain',
  ...rest
}: { kind?: 'primary' | 'plain' | 'text' } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type="button" {...rest} className="button" data-kind={kind} />;
}

/** A remark beside the text. `due` is announced at once, because something is wrong. */
export function Note({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <div className="note" data-tone={tone} role={tone === 'due' ? 'alert' : undefined}>
      {children}
    </div>
  );
}

export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  );
}

/** Terms and what they are; a row whose value is empty is left out. */
export function Facts({ rows }: { rows: [term: string, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([term, value]) => (
          <div key={term} className="facts-row">
            <dt>{term}</dt>
            <dd lang={typeof value === 'string' ? langOf(value) : undefined}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** The shape of what is coming, while it is coming. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, line) => line).map((line) => (
        <div key={line} className="skeleton" data-line={line % 3} />
      ))}
    </div>
  );
}

/** Nothing there yet: a sentence, and the act that fills it. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="note">
      <p>{children}</p>
      {action}
    </div>
  );
}

/** An error in the server's words, with its code and a way on; an address that cannot be anything's is one mistyped. */
export function Fault({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t, i18n } = useTranslation();
  const known = error instanceof ApiError ? error : new ApiError(0, { title: t('error.unknown') });
  if (known.faults.length > 0 && known.faults.every(({ field }) => field.startsWith('params:')))
    return (
      <Note tone="due">
        <p>{t('notFound.text')}</p>
      </Note>
    );
  return (
    <Note tone="due">
      <p>{known.message}</p>
      {known.faults.length > 0 && (
        <ul>
          {known.faults.map((fault) => (
            <li key={fault.field + fault.fault}>
              {fault.field} {fault.message}
            </li>
          ))}
        </ul>
      )}
      {known.requestId && <p className="quiet">{t('error.code', { code: known.code, requestId: known.requestId })}</p>}
      {known.status === 401 && (
        <p>
          <a
            href={`/sign-in?${new URLSearchParams({ lang: i18n.language, returnTo: location.pathname + location.search })}`}
          >
            {t('error.signIn')}
          </a>
        </p>
      )}
      {onRetry && known.status !== 401 && (
        <Button kind="text" onClick={onRetry}>
          {t('error.retry')}
        </Button>
      )}
    </Note>
  );
}
