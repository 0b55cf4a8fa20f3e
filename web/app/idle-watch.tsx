import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { getSession, idleHeader } from '../../contracts/identity.ts';
import { api } from '../api.ts';
import { i18n } from '../i18n.ts';

/** Brought along only once it is needed. */
const IdleWarning = lazy(() => import('./idle-warning.tsx'));

/** How long before the end it is said, seconds: WCAG 2.2.1 asks for twenty at least. */
const warning = 120;

/**
 * Warns someone who is signed in before their session ends for want of use, and leads to the sign-in page once it ended.
 * It asks the server how long is left, in a way that does not itself count as use; another window's use counts here too.
 */
export function IdleWatch() {
  const queries = useQueryClient();
  const [endsAt, setEndsAt] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const warned = useRef(false);

  const look = useCallback(async ({ used = false } = {}) => {
    clearTimeout(timer.current);
    const now = await api(getSession, used ? {} : { headers: { [idleHeader]: '1' } }).catch(() => undefined);
    // A server that cannot be reached says nothing of the session.
    if (now && !now.account) return leave(warned.current ? 'idle' : 'out');
    const left = now?.session ? Math.min(now.session.idleSecondsLeft, now.session.secondsLeft) : warning * 2;
    const soon = left <= Math.min(warning, ((now?.session?.idleMinutes ?? 60) * 60) / 2);
    warned.current = soon;
    setEndsAt(soon ? Date.now() + left * 1000 : undefined);
    const next = soon ? Math.min(left + 1, 10) : Math.min(left - warning, 60);
    timer.current = setTimeout(() => void look(), Math.max(next, 1) * 1000);
  }, []);

  useEffect(() => {
    void look();
    return () => clearTimeout(timer.current);
  }, [look]);

  if (endsAt === undefined) return null;
  return (
    <Suspense>
      <IdleWarning
        endsAt={endsAt}
        onStay={() => {
          setEndsAt(undefined);
          void look({ used: true });
          void queries.invalidateQueries({ queryKey: ['session'] });
        }}
      />
    </Suspense>
  );
}

/** By a full load, so that nothing of the account stays in memory. */
function leave(ended: 'idle' | 'out'): void {
  const returnTo = location.pathname + location.search;
  location.assign(`/sign-in?${new URLSearchParams({ lang: i18n.language, ended, returnTo })}`);
}
