import { dateInShanghai } from '../../../contracts/working-days.ts';

/** Calls in a minute, a day (Asia/Shanghai) and in total: what is allowed (null: any number), or what was counted. */
export type Quotas = readonly [perMinute: number | null, perDay: number | null, total: number | null];
export type Counted = readonly [inMinute: number, inDay: number, total: number];

export const quotaKinds = ['minute', 'day', 'total'] as const;
export type QuotaKind = (typeof quotaKinds)[number];

/** How many more calls fit; Infinity without a limit. */
export function roomIn(quotas: Quotas, counted: Counted): number {
  return Math.max(0, Math.min(...quotas.map((quota, place) => (quota ?? Number.POSITIVE_INFINITY) - counted[place]!)));
}

/** The quota that is used up, of several the one that stays so the longest; null while there is room. */
export function spentQuota(quotas: Quotas, counted: Counted): QuotaKind | null {
  const spent = quotaKinds.filter((_, place) => quotas[place] !== null && counted[place]! >= quotas[place]!);
  return spent.at(-1) ?? null;
}

/** An instant as grants see it: day (YYYY-MM-DD) and minutes since midnight in Shanghai, and the start of its minute. */
export interface Moment {
  day: string;
  clock: number;
  minute: Date;
}

export function momentOf(at: Date): Moment {
  const minutes = Math.floor(at.getTime() / 60_000);
  return { day: dateInShanghai(at), clock: (minutes + 8 * 60) % 1440, minute: new Date(minutes * 60_000) };
}
