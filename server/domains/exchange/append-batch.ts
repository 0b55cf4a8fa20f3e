import { createHash } from 'node:crypto';
import type { CallReply } from '../../../contracts/exchange.ts';
import type { LedgerEntry } from '../../../contracts/ledger.ts';
import { buildBody, type Receipt, replyDigest } from '../../../contracts/receipt.ts';
import { isSqlState, type Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type Appended,
  appendAt,
  appendEntries,
  type EntryIds,
  forgetLogEnd,
  keepLogEnd,
  logEnd,
  logMoved,
  prepareEntries,
  receiptsOf,
} from '../ledger/index.ts';
import { debitQuotas, debitWithinQuotas, missingItems, quotaExceeded } from '../sharing/index.ts';
import type { AnyReply, Draft, PreparedCall } from './read-batch.ts';
import { secondsUntilTomorrow } from './rules.ts';

export interface Drafted {
  call: PreparedCall;
  draft: Draft;
  /** When it was read. */
  at: Date;
}

export interface Answered<R extends AnyReply = CallReply> {
  reply: R;
  receipt: Receipt;
  /** The bytes that are sent: canonical reply, receipt last. */
  body: string;
  ledgerIndex: number;
}

/** `again`: another grant has quota left where the first one's ran out within this batch; the call is to be made once more. */
export type Outcome =
  | { kind: 'answered'; answer: Answered<AnyReply> }
  | { kind: 'refused'; error: DomainError }
  | { kind: 'again' };

const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

/**
 * Puts a batch into the ledger and its quotas, and gives the outcomes with receipts. Signing waits for the commit, since a
 * signature before it could vouch for a tree that rolled back.
 *
 * Where the log ends is mostly known and quotas mostly have room, so all statements of the transaction are sent at once; each
 * fails, and the transaction with it, when what it takes for granted does not hold. Then it is done step by step.
 */
export async function appendBatch(
  platform: Platform,
  on: Queryable,
  day: string,
  drafted: readonly Drafted[],
): Promise<Outcome[]> {
  const appended = await appendAtOnce(platform, on, day, drafted);
  if (appended) return outcomesOf(platform, drafted, appended);
  return appendInSteps(platform, on, day, drafted);
}

async function appendAtOnce(
  platform: Platform,
  on: Queryable,
  day: string,
  drafted: readonly Drafted[],
): Promise<Appended | null> {
  const quotas = new Map<string, { calls: number; quota: number }>();
  for (const { draft } of drafted) {
    if (draft.kind !== 'reply' || draft.grant.quotaPerDay === null) continue;
    const { id, quotaPerDay, used } = draft.grant;
    const calls = (quotas.get(id)?.calls ?? 0) + 1;
    if (used + calls > quotaPerDay) return null;
    quotas.set(id, { calls, quota: quotaPerDay });
  }
  const end = await logEnd(platform, on);
  const { appended, after, write } = await appendAt(end, prepareEntries(drafted.map(entryOf)));
  const results = await Promise.allSettled([
    on.query({ text: 'begin' }),
    ...(quotas.size > 0 ? [debitWithinQuotas(on, day, quotas)] : []),
    write(on),
    on.query({ text: 'commit' }),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) {
    keepLogEnd(platform, after);
    return appended;
  }
  forgetLogEnd(platform);
  if ([logMoved, quotaExceeded].some((state) => isSqlState(failed.reason, state))) return null;
  throw failed.reason;
}

async function appendInSteps(
  platform: Platform,
  on: Queryable,
  day: string,
  drafted: readonly Drafted[],
): Promise<Outcome[]> {
  await on.query({ text: 'begin' });
  try {
    const settled = await applyQuotas(on, day, drafted);
    const kept = settled.filter((each) => each !== null);
    const appended = kept.length > 0 ? await appendEntries(on, kept.map(entryOf)) : null;
    await on.query({ text: 'commit' });
    const outcomes = appended ? outcomesOf(platform, kept, appended) : [];
    let next = 0;
    return settled.map((each) => (each === null ? { kind: 'again' } : outcomes[next++]!));
  } catch (error) {
    await on.query({ text: 'rollback' }).catch(() => undefined);
    throw error;
  } finally {
    forgetLogEnd(platform);
  }
}

/** Counts the replies against their grants' quotas; those beyond one become refusals, or (null) go round again to another grant. */
async function applyQuotas(on: Queryable, day: string, drafted: readonly Drafted[]): Promise<(Drafted | null)[]> {
  const settled: (Drafted | null)[] = [...drafted];
  const places = new Map<string, { quota: number; at: number[] }>();
  drafted.forEach(({ draft }, place) => {
    if (draft.kind !== 'reply' || draft.grant.quotaPerDay === null) return;
    const known = places.get(draft.grant.id);
    if (known) known.at.push(place);
    else places.set(draft.grant.id, { quota: draft.grant.quotaPerDay, at: [place] });
  });
  if (places.size === 0) return settled;
  const counts = await debitQuotas(on, day, new Map([...places].map(([id, { at }]) => [id, at.length])));
  for (const [id, { quota, at }] of places) {
    const before = counts.get(id)! - at.length;
    for (const place of at.slice(Math.max(0, quota - before))) {
      const { draft, ...rest } = drafted[place]!;
      if (draft.kind !== 'reply') continue;
      settled[place] =
        draft.usable > 1 ? null : { ...rest, draft: { kind: 'refusal', rule: 'quota-used-up', grant: draft.grant } };
    }
  }
  return settled;
}

function entryOf({ call, draft, at }: Drafted): { entry: LedgerEntry } & EntryIds {
  const { grant } = draft;
  const entry: LedgerEntry = {
    kind: draft.kind === 'reply' ? 'call' : 'refusal',
    ...(call.form && { form: call.form }),
    at: at.toISOString(),
    actor: { agency: call.caller.creditCode, ...(call.clientId !== null && { client: call.clientId }) },
    ...(call.pseudonym !== null && { subject: call.pseudonym }),
    resource: call.resource.code,
    provider: call.resource.providerCreditCode,
    ...(grant && { grant: { id: grant.id, number: grant.number, version: grant.version } }),
    purpose: call.purpose,
    ...(call.caseReference !== null && { case: call.caseReference }),
    items: call.items.map((item) => item.code),
    ...(draft.kind === 'reply'
      ? {
          snapshot: draft.reply.version,
          asOf: draft.reply.asOf,
          replyDigest: replyDigest(draft.salt, draft.canonical, sha256),
        }
      : { rule: draft.rule }),
    ...detailOf(call, draft),
  };
  return { entry, agencyId: call.agencyId, providerId: call.resource.providerId };
}

/** What was asked, by item and never by value; and of a refusal what its caller is not told. */
function detailOf({ checks, filteredBy }: PreparedCall, draft: Draft): Pick<LedgerEntry, 'detail'> {
  const hidden = draft.kind === 'refusal' ? draft.hidden : undefined;
  if (!checks && !filteredBy && !hidden) return {};
  const asked = checks?.map((check) => (check.is === 'listed' ? check.is : `${check.item.code} ${check.is}`));
  return { detail: { ...(asked && { checks: asked }), ...(filteredBy && { filteredBy: [...filteredBy] }), ...hidden } };
}

function outcomesOf(platform: Platform, drafted: readonly Drafted[], appended: Appended): Outcome[] {
  const receipt = receiptsOf(platform, appended);
  return drafted.map((each, place): Outcome => {
    const { draft } = each;
    const ledgerIndex = appended.firstIndex + place;
    if (draft.kind === 'refusal')
      return { kind: 'refused', error: refusalError(each.call, draft, ledgerIndex, each.at) };
    const { entry, proof } = receipt(place);
    const proven: Receipt = {
      entry: entry as unknown as Record<string, unknown>,
      salt: draft.salt.toString('base64url'),
      proof,
    };
    return {
      kind: 'answered',
      answer: {
        reply: draft.reply,
        receipt: proven,
        body: buildBody(draft.canonical, proven),
        ledgerIndex,
      },
    };
  });
}

function refusalError(
  call: PreparedCall,
  { rule, grant }: Extract<Draft, { kind: 'refusal' }>,
  ledgerIndex: number,
  now: Date,
): DomainError {
  const items = call.items.map((item) => item.code);
  return new DomainError(rule, {
    ledgerIndex,
    purpose: call.purpose,
    ...(grant && { grant: grant.number }),
    ...(rule === 'item-outside-grant' && grant && { items: missingItems(grant, { items }) }),
    ...(rule === 'quota-used-up' && { retryAfter: secondsUntilTomorrow(now) }),
  });
}
