import { queryOptions, useQuery } from '@tanstack/react-query';
import { endAllSessions, endSession, getSession } from '../../contracts/identity.ts';
import { api } from '../api.ts';
import { i18n } from '../i18n.ts';

const session = queryOptions({ queryKey: ['session'], queryFn: () => api(getSession), staleTime: 60_000 });

/** Who is signed in: undefined while it is being asked, and when no answer comes; null when nobody is. */
export function useAccount() {
  return useQuery(session).data?.account;
}

/** Whether it is still being asked who is signed in. */
export function useAccountPending(): boolean {
  return useQuery(session).isPending;
}

/** Whether this node is a demonstration with made-up data: the page itself says so, so that nothing moves once it is known. */
export function isDemo(): boolean {
  return document.documentElement.hasAttribute('data-demo');
}

/** Where to sign in, in the reader's language, so as to come back to this page. */
export function signInAddress(returnTo: string): string {
  return `/sign-in?${new URLSearchParams({ lang: i18n.language, returnTo })}`;
}

/** Signs out and leaves for the front page by a full load, so that nothing of the account stays in memory. */
export async function signOut({ everywhere = false } = {}): Promise<void> {
  await api(everywhere ? endAllSessions : endSession);
  window.location.assign('/');
}
