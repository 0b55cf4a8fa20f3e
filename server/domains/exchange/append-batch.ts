import { hash } from 'node:crypto';
import type { CallReply } from '../../../contracts/exchange.ts';
import type { LedgerEntry } from '../../../contracts/ledger.ts';
import type { Receipt } from '../../../contracts/receipt.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { isSqlState, type Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type Appended,
  appendAt,
  appendWritten,
  type EntryIds,
  entryWriter,
  forgetLogEnd,
  keepLogEnd,
  logEnd,
  logMoved,
  type OpenMembers,
  prepareEntries,
  receiptTextsOf,
  type WrittenEntry,
  writeEntry,
} from '../ledger/index.ts';
import {
  type Counted,
  consentGone,
  type Debit,
  debitWithinQuotas,
  lockCounts,
  type Moment,
  missingItems,
  quotaExceeded,
  roomIn,
  spendConsents,
  takeConsents,
} from '../sharing/index.ts';
import type { Line } from './line.ts';
import { type AnyReply, type Draft, freshBlind, isPlain, mannerOf, type PreparedCall, spentOf } from './read-batch.ts';
import { secondsUntilQuota } from './rules.ts';
import type { FoundGrant } from './store-lookup.ts';

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

/**
 * Puts a batch into the ledger and its quotas, and gives the outcomes with receipts. Signing waits for the commit, since a
 * signature before it could vouch for a tree that rolled back.
 *
 * Where the log ends is mostly known and quotas mostly have room, so all statements of the transaction are sent at once; each
 * fails, and the transaction with it, when what it takes for granted does not hold. Then it is done step by step.
 */
export async function appendBatch(
  platform: Platform,
  line: Line,
  moment: Moment,
  drafted: readonly Drafted[],
): Promise<Outcome[]> {
  const appended = await appendAtOnce(platform, line, moment, drafted);
  if (appended) return outcomesOf(platform, drafted, appended);
  return appendInSteps(platform, line, moment, drafted);
}

async function appendAtOnce(
  platform: Platform,
  line: Line,
  moment: Moment,
  drafted: readonly Drafted[],
): Promise<Appended | null> {
  const debits = debitsOf(drafted);
  const consents = onceConsents(drafted);
  if (debits.some(({ debit, used }) => debit.calls > roomIn(debit.quotas, used))) return null;
  if (new Set(consents).size < consents.length) return null;
  const end = await logEnd(platform, line);
  const { appended, after, write } = await appendAt(end, prepareEntries(drafted.map(writtenEntry)));
  const { fault } = await line.fly((on) =>
    Promise.allSettled([
      ...(debits.length > 0
        ? [
            debitWithinQuotas(
              on,
              moment,
              debits.map(({ debit }) => debit),
            ),
          ]
        : []),
      ...(consents.length > 0 ? [spendConsents(on, consents)] : []),
      write(on),
    ]),
  );
  if (fault === null) {
    keepLogEnd(platform, after);
    return appended;
  }
  forgetLogEnd(platform);
  if ([logMoved, quotaExceeded, consentGone].some((state) => isSqlState(fault, state))) return null;
  throw fault;
}

async function appendInSteps(
  platform: Platform,
  on: Queryable,
  moment: Moment,
  drafted: readonly Drafted[],
): Promise<Outcome[]> {
  await on.query({ text: 'begin' });
  try {
    const settled = await applyConsents(on, await applyQuotas(on, moment, drafted));
    const kept = settled.filter((each) => each !== null);
    const appended = kept.length > 0 ? await appendWritten(on, kept.map(writtenEntry)) : null;
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

/** What the replies of a batch count against the quotas of their grants, and what was counted when they were read. */
function debitsOf(drafted: readonly Drafted[]): { debit: Debit; used: Counted; at: number[] }[] {
  const debits = new Map<string, { debit: Debit; used: Counted; at: number[] }>();
  drafted.forEach(({ call: { agencyId }, draft }, place) => {
    if (draft.kind !== 'reply' || !draft.grant.quotas) return;
    const { id: grantId, quotas, used } = draft.grant;
    const known = debits.get(`${grantId} ${agencyId}`);
    if (known) {
      known.debit.calls += 1;
      known.at.push(place);
    } else {
      const debit = { grantId, agencyId, calls: 1, quotas };
      debits.set(`${grantId} ${agencyId}`, { debit, used: used ?? [0, 0, 0], at: [place] });
    }
  });
  return [...debits.values()];
}

/** Counts the replies against their grants' quotas; those beyond one become refusals, or (null) go round again to another grant. */
async function applyQuotas(on: Queryable, moment: Moment, drafted: readonly Drafted[]): Promise<(Drafted | null)[]> {
  const settled: (Drafted | null)[] = [...drafted];
  const debits = debitsOf(drafted);
  if (debits.length === 0) return settled;
  const counts = await lockCounts(
    on,
    moment,
    debits.map(({ debit }) => debit),
  );
  const within: Debit[] = [];
  debits.forEach(({ debit, at }, n) => {
    const counted = counts[n]!;
    const room = Math.min(at.length, roomIn(debit.quotas, counted));
    const used = counted.map((count) => count + room) as unknown as Counted;
    // What is remembered of the grant is to know it as well, so that the next call of it is not sent out in vain.
    for (const place of at) {
      const { grant } = drafted[place]!.draft;
      if (grant) grant.used = used;
    }
    if (room > 0) within.push({ ...debit, calls: room });
    for (const place of at.slice(room)) {
      const { draft, ...rest } = drafted[place]!;
      if (draft.kind !== 'reply') continue;
      settled[place] =
        draft.usable > 1
          ? null
          : { ...rest, draft: { kind: 'refusal', rule: 'quota-used-up', grant: { ...draft.grant, used } } };
    }
  });
  if (within.length > 0) await debitWithinQuotas(on, moment, within);
  return settled;
}

/** Consents that are used up by the replies of a batch. */
function onceConsents(drafted: readonly (Drafted | null)[]): string[] {
  return drafted.flatMap((each) => {
    const consent = each?.draft.kind === 'reply' ? each.draft.consent : null;
    return consent?.once ? [consent.id] : [];
  });
}

/** Uses up the consents that were given once; a reply whose consent another took goes round again (null). */
async function applyConsents(on: Queryable, drafted: readonly (Drafted | null)[]): Promise<(Drafted | null)[]> {
  const left = new Set(await takeConsents(on, [...new Set(onceConsents(drafted))]));
  return drafted.map((each) => {
    const consent = each?.draft.kind === 'reply' ? each.draft.consent : null;
    return consent?.once && !left.delete(consent.id) ? null : each;
  });
}

/** Writers of the entries of plain calls by a grant, as one who asks for certain items was found to hold it. */
const writers = new WeakMap<FoundGrant, (open: OpenMembers) => WrittenEntry>();

function writtenEntry(drafted: Drafted): WrittenEntry {
  const { call, draft, at } = drafted;
  if (draft.kind !== 'reply' || draft.consent || draft.grant.secrecyDays !== null || !isPlain(call))
    return writeWhole(drafted);
  let write = writers.get(draft.grant);
  if (!write) {
    const { entry, ...ids } = entryOf(drafted);
    write = entryWriter(entry, ids);
    writers.set(draft.grant, write);
  }
  return write({
    at: at.toISOString(),
    subject: call.pseudonym ?? undefined,
    case: call.caseReference ?? undefined,
    replyDigest: saltedDigest(draft.salt, draft.canonical),
  });
}

function writeWhole(drafted: Drafted): WrittenEntry {
  const { entry, ...ids } = entryOf(drafted);
  return writeEntry(entry, ids);
}

/** As replyDigest has it. */
function saltedDigest(salt: Buffer, text: string): string {
  const bytes = Buffer.allocUnsafe(salt.length + Buffer.byteLength(text));
  salt.copy(bytes);
  bytes.write(text, salt.length);
  return hash('sha256', bytes, 'base64url');
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
          replyDigest: saltedDigest(draft.salt, draft.canonical),
        }
      : { rule: draft.rule }),
    ...detailOf(call, draft, at),
  };
  return { entry, agencyId: call.agencyId, providerId: call.resource.providerId };
}

/**
 * What was asked, by item and never by value; of a refusal what its caller is not told; and until which day the person is not
 * told of it, where a law keeps the purpose secret (个人信息保护法 art. 18, 35).
 */
function detailOf({ checks, filteredBy }: PreparedCall, draft: Draft, at: Date): Pick<LedgerEntry, 'detail'> {
  const hidden = draft.kind === 'refusal' ? draft.hidden : undefined;
  const consent = draft.kind === 'reply' ? draft.consent : null;
  const secrecyDays = draft.grant?.secrecyDays ?? null;
  if (!checks && !filteredBy && !hidden && !consent && secrecyDays === null) return {};
  const asked = checks?.map((check) => (check.is === 'listed' ? check.is : `${check.item.code} ${check.is}`));
  return {
    detail: {
      ...(asked && { checks: asked }),
      ...(filteredBy && { filteredBy: [...filteredBy] }),
      ...(consent && { consent: consent.number }),
      ...(secrecyDays !== null && { withheldUntil: withheldUntil(at, secrecyDays) }),
      // Without a salted digest in it, the entry could be guessed from its hash, which is public.
      ...(secrecyDays !== null && draft.kind === 'refusal' && { blind: freshBlind() }),
      ...hidden,
    },
  };
}

/** The first day on which the person is told, in Shanghai. */
function withheldUntil(at: Date, days: number): string {
  return dateInShanghai(new Date(at.getTime() + days * 86_400_000));
}

function outcomesOf(platform: Platform, drafted: readonly Drafted[], appended: Appended): Outcome[] {
  const receiptText = receiptTextsOf(platform, appended);
  return drafted.map((each, place): Outcome => {
    const { draft } = each;
    const ledgerIndex = appended.firstIndex + place;
    if (draft.kind === 'refusal')
      return { kind: 'refused', error: refusalError(each.call, draft, ledgerIndex, each.at) };
    const text = receiptText(place, draft.salt);
    const answer = {
      reply: draft.reply,
      get receipt() {
        return JSON.parse(text) as Receipt;
      },
      body: `${draft.canonical.slice(0, -1)},"receipt":${text}}`,
      ledgerIndex,
    };
    return { kind: 'answered', answer };
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
    ...(rule === 'manner-outside-grant' && { manner: mannerOf(call.form) }),
    ...(rule === 'quota-used-up' && grant && quotaDetails(grant, now)),
  });
}

function quotaDetails(grant: FoundGrant, now: Date) {
  const quota = spentOf(grant);
  const retryAfter = quota && secondsUntilQuota(quota, now);
  return { ...(quota && { quota }), ...(retryAfter !== null && { retryAfter }) };
}
