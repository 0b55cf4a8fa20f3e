import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { CallReply } from '../../../contracts/exchange.ts';
import type { LedgerEntry } from '../../../contracts/ledger.ts';
import { buildBody, type Receipt, replyDigest } from '../../../contracts/receipt.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Item } from '../catalogue/index.ts';
import { type Appended, appendEntries, type EntryIds, receiptsOf } from '../ledger/index.ts';
import { debitQuotas, missingItems, standings } from '../sharing/index.ts';
import { type Rule, secondsUntilTomorrow } from './rules.ts';
import { type Asked, type Found, type FoundGrant, type Group, lookUp } from './store-lookup.ts';

/** One call, all of it checked that can be without the database. */
export interface PreparedCall extends Asked {
  caller: { creditCode: string };
  resource: { id: string; code: string; providerId: string; providerCreditCode: string };
  /** In the order of their codes. */
  items: readonly Item[];
  match: readonly Item[];
  /** Keyed pseudonym of the subject; null where the resource is not about persons or organisations. */
  pseudonym: string | null;
  caseReference: string | null;
}

export interface Answered {
  reply: CallReply;
  receipt: Receipt;
  /** The bytes that are sent: canonical reply, receipt last. */
  body: string;
  ledgerIndex: number;
}

/** `again`: another grant has quota left where the first one's ran out within this batch; the call is to be made once more. */
export type Outcome =
  | { kind: 'answered'; answer: Answered }
  | { kind: 'refused'; error: DomainError }
  | { kind: 'failed'; error: unknown }
  | { kind: 'again' };

type Draft =
  | { kind: 'reply'; grant: FoundGrant; reply: CallReply; canonical: string; salt: Buffer; snapshot: number }
  | { kind: 'refusal'; rule: Rule; grant: FoundGrant | null }
  | { kind: 'again' };

/** The table that served each resource when it was last read; a hint, which every statement checks against the pointer. */
export type TableHints = Map<string, string | null>;

const maxMoves = 8;
const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

/**
 * Answers a batch of calls within the transaction that is open on `on`: look-ups, then quotas, then the ledger, whose lock
 * orders all appends and so is taken last. The function returned signs and gives the outcomes; it is for after the
 * commit, since a signature before it could vouch for a tree that rolled back.
 */
export async function runBatch(
  platform: Platform,
  on: Queryable,
  hints: TableHints,
  calls: readonly PreparedCall[],
): Promise<() => Outcome[]> {
  const now = platform.now();
  const day = dateInShanghai(now);
  const drafts = new Array<Draft>(calls.length);
  for (const places of groupsOf(calls)) {
    const group = places.map((place) => calls[place]!);
    const found = await lookUpServing(on, hints, group, day);
    places.forEach((place, at) => {
      drafts[place] = draftOf(calls[place]!, found[at]!);
    });
  }
  await applyQuotas(on, day, drafts);

  const kept = drafts.flatMap((draft, place) =>
    draft.kind === 'again' ? [] : [{ draft, place, call: calls[place]! }],
  );
  let appended: Appended | undefined;
  if (kept.length > 0) {
    appended = await appendEntries(
      on,
      kept.map(({ draft, call }) => entryOf(call, draft, now)),
    );
  }
  return () => {
    const receipt = appended && receiptsOf(platform, appended);
    const outcomes = drafts.map((): Outcome => ({ kind: 'again' }));
    kept.forEach(({ draft, place, call }, at) => {
      const ledgerIndex = appended!.firstIndex + at;
      outcomes[place] =
        draft.kind === 'refusal'
          ? { kind: 'refused', error: refusalError(call, draft, ledgerIndex, now) }
          : { kind: 'answered', answer: answerOf(draft, receipt!(at), ledgerIndex) };
    });
    return outcomes;
  };
}

/** Places of the calls that one statement can look up together. */
function groupsOf(calls: readonly PreparedCall[]): number[][] {
  const groups = new Map<string, number[]>();
  calls.forEach(({ resource, items, match }, place) => {
    const key = `${resource.id} ${items.map((item) => item.code).join()} ${match.map((item) => item.code).join()}`;
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  });
  return [...groups.values()];
}

/** Looks up in the table that serves at the statement's own instant, again if the pointer has moved since it was last seen. */
async function lookUpServing(
  on: Queryable,
  hints: TableHints,
  calls: readonly PreparedCall[],
  day: string,
): Promise<Found[]> {
  const { resource, items, match } = calls[0]!;
  const group: Group = { resourceId: resource.id, items, match, day };
  for (let move = 0; move < maxMoves; move += 1) {
    const hint = hints.get(resource.id) ?? null;
    const found = await lookUp(on, group, hint, calls);
    const serving = found[0]!.pointer?.tableName ?? null;
    if (serving === hint) return found;
    hints.set(resource.id, serving);
  }
  throw new DomainError('overloaded', { retryAfter: 1 });
}

function draftOf(call: PreparedCall, found: Found): Draft {
  const { grant, pointer } = found;
  const refusal = (rule: Rule): Draft => ({ kind: 'refusal', rule, grant });
  if (!found.live) return refusal('client-revoked');
  if (!grant) return refusal('not-granted');
  const rule = standings[grant.standing];
  if (rule !== null) return refusal(rule);
  if (!pointer) return refusal('resource-not-in-library');
  if (found.outsideScope) return refusal('subject-outside-scope');
  if (grant.spent) return refusal('quota-used-up');
  const codes = call.items.map((item) => item.code);
  const reply: CallReply = {
    resource: call.resource.code,
    version: pointer.version,
    asOf: pointer.asOf.toISOString(),
    grant: grant.number,
    purpose: call.purpose,
    items: codes,
    records: found.records.map((values) => Object.fromEntries(codes.map((code, place) => [code, values[place]]))),
  };
  return {
    kind: 'reply',
    grant,
    reply,
    canonical: canonicalJson(reply),
    salt: randomBytes(16),
    snapshot: pointer.version,
  };
}

/** Counts the replies against their grants' quotas; those beyond one become refusals, or go round again to another grant. */
async function applyQuotas(on: Queryable, day: string, drafts: Draft[]): Promise<void> {
  const places = new Map<string, { quota: number; usable: number; at: number[] }>();
  drafts.forEach((draft, place) => {
    if (draft.kind !== 'reply' || draft.grant.quotaPerDay === null) return;
    const { id, quotaPerDay, usable } = draft.grant;
    const known = places.get(id);
    if (known) known.at.push(place);
    else places.set(id, { quota: quotaPerDay, usable, at: [place] });
  });
  if (places.size === 0) return;
  const counts = await debitQuotas(on, day, new Map([...places].map(([id, { at }]) => [id, at.length])));
  for (const [id, { quota, usable, at }] of places) {
    const before = counts.get(id)! - at.length;
    for (const place of at.slice(Math.max(0, quota - before))) {
      const draft = drafts[place]!;
      if (draft.kind !== 'reply') continue;
      drafts[place] = usable > 1 ? { kind: 'again' } : { kind: 'refusal', rule: 'quota-used-up', grant: draft.grant };
    }
  }
}

function entryOf(
  call: PreparedCall,
  draft: Exclude<Draft, { kind: 'again' }>,
  now: Date,
): { entry: LedgerEntry } & EntryIds {
  const { grant } = draft;
  const entry: LedgerEntry = {
    kind: draft.kind === 'reply' ? 'call' : 'refusal',
    at: now.toISOString(),
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
          snapshot: draft.snapshot,
          asOf: draft.reply.asOf,
          replyDigest: replyDigest(draft.salt, draft.canonical, sha256),
        }
      : { rule: draft.rule }),
  };
  return { entry, agencyId: call.agencyId, providerId: call.resource.providerId };
}

function answerOf(
  { reply, canonical, salt }: Extract<Draft, { kind: 'reply' }>,
  { entry, proof }: { entry: object; proof: string },
  ledgerIndex: number,
): Answered {
  const receipt: Receipt = { entry: entry as Record<string, unknown>, salt: salt.toString('base64url'), proof };
  return { reply, receipt, body: buildBody(canonical, receipt), ledgerIndex };
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
