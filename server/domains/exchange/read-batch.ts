import { randomFillSync } from 'node:crypto';
import type { CountReply, VerificationReply } from '../../../contracts/call-family.ts';
import { canonicalFrame, canonicalJson } from '../../../contracts/canonical-json.ts';
import type { CallReply } from '../../../contracts/exchange.ts';
import type { CallForm } from '../../../contracts/ledger.ts';
import type { Manner } from '../../../contracts/sharing.ts';
import { isSqlState, type Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Item } from '../catalogue/index.ts';
import {
  type FoundConsent,
  type Moment,
  type PersonFacts,
  personFacts,
  type QuotaKind,
  spentQuota,
  standings,
} from '../sharing/index.ts';
import type { PreparedCheck } from './asked-values.ts';
import type { Line } from './line.ts';
import { barOf, byNearness, type Rule } from './rules.ts';
import { callState } from './store-call-state.ts';
import {
  type Asker,
  type FoundGrant,
  type Group,
  groupKey,
  type Judged,
  judge,
  maxRecords,
  type Pointer,
  type Rows,
  readRows,
  type Sought,
} from './store-lookup.ts';

/** One call, all of it checked that can be without the database. */
export interface PreparedCall {
  agencyId: string;
  clientId: string | null;
  purpose: string;
  subject: string;
  caller: { creditCode: string };
  resource: { id: string; code: string; providerId: string; providerCreditCode: string };
  /** In the order of their codes. */
  items: readonly Item[];
  /** The codes with commas between. */
  itemCodes: string;
  match: readonly Item[];
  /** Keyed pseudonym of the subject; null where the resource is not about persons or organisations. */
  pseudonym: string | null;
  caseReference: string | null;
  /** How it was asked, where it is not a call about one subject. */
  form?: CallForm | undefined;
  /** Asked instead of the items' values. */
  checks?: readonly PreparedCheck[] | undefined;
  /** Codes of the items by which the subject was found. */
  filteredBy?: readonly string[] | undefined;
}

/** What a call is answered with, by its form. */
export type AnyReply = CallReply | VerificationReply | CountReply;

/** What a call is to get once it is in the ledger. */
export type Draft =
  | {
      kind: 'reply';
      grant: FoundGrant;
      /** How many grants could serve whose quota is not used up. */
      usable: number;
      reply: AnyReply;
      canonical: string;
      salt: Buffer;
      /** The consent that it rests on. */
      consent: FoundConsent | null;
    }
  | { kind: 'refusal'; rule: Rule; grant: FoundGrant | null; hidden?: Hidden };

/** What a refusal does not tell the caller. */
export interface Hidden {
  subject: 'unknown' | 'outside';
  /** Keeps the entry's hash, which is public, from telling it. */
  blind: string;
}

/**
 * What was judged of each asker last. It stands for as long as the state of all that it rests on is the same, which the
 * flight that reads the rows tells; and no longer than the minute, because dates and hours count as well. What no longer
 * stands foretells what to read, which is read again when the judgement has changed.
 */
export interface Foresight {
  judged: Map<string, { judged: Judged; state: string; minute: number }>;
  /** As it was read last, and when that was sent out, ms. */
  state: string | null;
  at: number;
  /** The record of changes has grown long. */
  long: boolean;
}

const maxForeseen = 50_000;
const maxReads = 8;

/**
 * Reads for a batch of calls, again where the judgement was not the one foreseen. From the fourth time on each call goes
 * alone, so that one whose statement PostgreSQL refuses holds up none of its neighbours. An entry stands for each call, an
 * Error for one that cannot be read.
 */
export async function readBatch(
  line: Line,
  foresight: Foresight,
  moment: Moment,
  calls: readonly PreparedCall[],
): Promise<(Draft | Error)[]> {
  const drafts = new Array<Draft | Error | undefined>(calls.length);
  let left = calls.map((_, place) => place);
  for (let read = 1; left.length > 0 && read <= maxReads; read += 1) {
    const alone = read > 3;
    const next: number[] = [];
    for (const places of alone ? left.map((place) => [place]) : [left]) {
      const batch = places.map((place) => calls[place]!);
      const found = await readOnce(line, foresight, moment, batch);
      places.forEach((place, at) => {
        const draft = found[at]!;
        if (draft === 'again' || (draft instanceof Error && (!alone || isTableGone(draft)))) next.push(place);
        else drafts[place] = draft;
      });
    }
    left = next;
  }
  return Array.from(drafts, (draft) => draft ?? new DomainError('overloaded', { retryAfter: 1 }));
}

/** A snapshot was replaced and its table dropped while it was being read: the next judgement names the new one. */
function isTableGone(error: Error): boolean {
  return isSqlState(error, '42P01');
}

/**
 * One flight, at one instant: the state of all that calls are judged by; one statement that judges those of whom no standing
 * judgement is remembered; and one that reads the rows of each table and set of items. The rows are foreseen from the last
 * judgement, so that nothing waits for this one; they are used only where it is the same. A statement that fails takes those
 * after it along. Throws when the connection is lost.
 */
async function readOnce(
  line: Line,
  foresight: Foresight,
  moment: Moment,
  calls: readonly PreparedCall[],
): Promise<(Draft | Error | 'again')[]> {
  const minute = moment.minute.getTime();
  const askers: Asker[] = [];
  const places = new Map<string, number>();
  const keys = calls.map(
    (call) =>
      `${call.resource.id} ${call.agencyId} ${call.clientId ?? ''} ${call.purpose} ${mannerOf(call.form)} ${call.itemCodes}`,
  );
  // Taken once: another batch may learn better while this one waits.
  const before = keys.map((key, at) => {
    const known = foresight.judged.get(key);
    if ((known?.state !== foresight.state || known?.minute !== minute) && !places.has(key)) {
      places.set(key, askers.length);
      askers.push(askerOf(calls[at]!));
    }
    return known;
  });
  const sent = Date.now();
  const foreseen = before.map((known) => known?.judged);
  const { landed } = await line.fly((on) =>
    Promise.all([
      callState(on),
      askers.length > 0 ? judge(on, moment, askers).catch(statementFault) : [],
      readFor(on, calls, foreseen),
      factsFor(on, moment, calls, foreseen),
    ]),
  );
  const [{ state, long }, judged, found, about] = landed;
  if (judged instanceof Error) return calls.map(() => judged);
  if (foresight.judged.size > maxForeseen) foresight.judged.clear();
  for (const [key, place] of places) {
    foresight.judged.set(key, { judged: judged[place]!, state, minute });
  }
  // What was sent out later is not forgotten for what lands later.
  if (sent >= foresight.at) Object.assign(foresight, { state, at: sent, long });
  return calls.map((call, at) => {
    const known = before[at];
    const place = places.get(keys[at]!);
    const judgement = place === undefined ? known?.judged : judged[place]!;
    const stands = place === undefined ? known?.state === state : isAsForeseen(known?.judged, judgement!);
    if (!judgement || !stands) return 'again';
    const rows = found[at]!;
    const facts = about[at]!;
    if (facts instanceof Error) return facts;
    return rows instanceof Error ? rows : draftOf(call, judgement, rows, facts);
  });
}

function askerOf(call: PreparedCall): Asker {
  return {
    agencyId: call.agencyId,
    clientId: call.clientId,
    purpose: call.purpose,
    manner: mannerOf(call.form),
    resourceId: call.resource.id,
    items: call.itemCodes,
  };
}

/** The error of a statement, as a value; any other is thrown. */
function statementFault(error: unknown): Error {
  const { code } = error as { code?: unknown };
  if (error instanceof Error && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return error;
  throw error;
}

/** The rows that each call's usable grants give it, in the order of the grants; none where nothing is to be read. */
async function readFor(
  on: Queryable,
  calls: readonly PreparedCall[],
  judgements: readonly (Judged | undefined)[],
): Promise<(Rows[] | Error)[]> {
  const groups = new Map<string, { group: Group; sought: Sought[]; for: { call: number; grant: number }[] }>();
  calls.forEach((call, place) => {
    const judged = judgements[place];
    if (!judged?.live || !judged.pointer) return;
    let grant = 0;
    for (const { standing, scope } of judged.grants) {
      if (standing !== 0) continue;
      const group = {
        tableName: judged.pointer.tableName,
        items: call.items,
        match: call.match,
        scoped: scope !== null,
        checks: call.checks ?? null,
      };
      const key = groupKey(group);
      const known = groups.get(key) ?? { group, sought: [], for: [] };
      groups.set(key, known);
      known.sought.push({ subject: call.subject, scope, checks: group.checks });
      known.for.push({ call: place, grant });
      grant += 1;
    }
  });
  const found: (Rows[] | Error)[] = calls.map(() => []);
  await Promise.all(
    [...groups.values()].map(async ({ group, sought, for: places }) => {
      const read = await readRows(on, group, sought).catch(statementFault);
      places.forEach(({ call, grant }, at) => {
        const rows = found[call]!;
        if (read instanceof Error) found[call] = read;
        else if (!(rows instanceof Error)) rows[grant] = read[at]!;
      });
    }),
  );
  return found;
}

/** Whether what was read by an earlier judgement is what the present one would read. */
function isAsForeseen(before: Judged | undefined, now: Judged): boolean {
  if (!now.live || !now.pointer) return true;
  if (!before?.live || before.pointer?.tableName !== now.pointer.tableName) return false;
  if (before.grants.length !== now.grants.length) return false;
  return now.grants.every((grant, place) => {
    const other = before.grants[place]!;
    return (
      grant.id === other.id &&
      grant.standing === other.standing &&
      grant.scope === other.scope &&
      isPersonal(grant) === isPersonal(other)
    );
  });
}

function draftOf(
  call: PreparedCall,
  { live, pointer, grants }: Judged,
  rows: readonly Rows[],
  facts: PersonFacts,
): Draft | Error {
  let read = 0;
  const ranked = grants
    .map((grant) => {
      const found = grant.standing === 0 ? rows[read++] : undefined;
      const { id, standing, missing, scope } = grant;
      const bar = standing === 0 ? barOf(grant, { ...facts, consented: facts.consent !== null }) : null;
      const covered = bar ? 0 : (found?.covered ?? 0);
      const spent = spentOf(grant) !== null;
      return { grant, found, id, standing, missing, bar, scoped: scope !== null, spent, covered };
    })
    .sort(byNearness);
  const best = ranked[0];
  const refusal = (rule: Rule): Draft => ({ kind: 'refusal', rule, grant: best?.grant ?? null });
  if (!live) return refusal('client-revoked');
  if (!best) return refusal('not-granted');
  const rule = standings[best.grant.standing];
  if (rule !== null) return refusal(rule);
  if (!pointer) return refusal('resource-not-in-library');
  if (best.bar) return refusal(best.bar);
  const { records, others } = best.found!;
  if (!call.checks && records.length === 0 && best.scoped) {
    // Alike for a subject that is not there and for one whose rows lie outside: who asks learns of neither.
    const hidden = { subject: others ? 'outside' : 'unknown', blind: freshBlind() } as const;
    return { kind: 'refusal', rule: 'subject-outside-scope', grant: best.grant, hidden };
  }
  if (best.spent) return refusal('quota-used-up');
  if (records.length > maxRecords) return new DomainError('too-many-records', { limit: maxRecords });
  const reply = replyOf(call, pointer, best.grant.number, records);
  const usable = ranked.filter(({ standing, bar, spent }) => standing === 0 && !bar && !spent).length;
  const consent = best.grant.consent ? facts.consent : null;
  const canonical = isPlain(call) ? writeReply(best.grant, reply as CallReply, records) : canonicalJson(reply);
  return { kind: 'reply', grant: best.grant, usable, reply, canonical, salt: freshSalt(), consent };
}

/** Whether a call asks for the items of one subject and nothing else. */
export function isPlain({ form, checks, filteredBy }: PreparedCall): boolean {
  return form === undefined && checks === undefined && filteredBy === undefined;
}

interface ReplyWriter {
  whole(values: readonly string[]): string;
  record(values: readonly string[]): string;
}

/** Writers of replies by a grant, as one who asks for certain items was found to hold it. */
const writers = new WeakMap<FoundGrant, ReplyWriter>();

/** The reply's canonical JSON. */
function writeReply(grant: FoundGrant, { records: _, ...shared }: CallReply, records: readonly unknown[][]): string {
  let write = writers.get(grant);
  if (!write) {
    write = { whole: canonicalFrame(shared, ['records']), record: canonicalFrame({}, shared.items) };
    writers.set(grant, write);
  }
  let written = '';
  for (const values of records) written += `${written && ','}${write.record(values.map(canonicalJson))}`;
  return write.whole([`[${written}]`]);
}

/** A reply to be put into the ledger; `usable` counts one grant that serves. */
export function replyDraft(grant: FoundGrant, reply: AnyReply): Extract<Draft, { kind: 'reply' }> {
  return { kind: 'reply', grant, usable: 1, reply, canonical: canonicalJson(reply), salt: freshSalt(), consent: null };
}

/** What a call is answered with, from the records that its grant gives it. */
export function replyOf(
  call: Pick<PreparedCall, 'resource' | 'purpose' | 'items' | 'checks'>,
  { version, asOf }: Pointer,
  grant: string,
  records: readonly unknown[][],
): CallReply | VerificationReply {
  const by = { resource: call.resource.code, version, asOf, grant, purpose: call.purpose };
  if (call.checks) {
    return {
      ...by,
      checks: call.checks.map((check, place) => ({
        is: check.is,
        ...(check.is !== 'listed' && { item: check.item.code }),
        met: records.some((record) => record[place] === true),
      })),
      met: records.some((record) => record.every((met) => met === true)),
    };
  }
  const codes = call.items.map((item) => item.code);
  return {
    ...by,
    items: codes,
    records: records.map((values) => Object.fromEntries(codes.map((code, place) => [code, values[place]]))),
  };
}

/** The manner in which a form uses items: a query and a count are about many, like a batch. */
export function mannerOf(form: CallForm | undefined): Manner {
  if (form === undefined) return 'call';
  return form === 'query' || form === 'count' ? 'batch' : form;
}

/** The quota of a grant that is used up. */
export function spentOf({ quotas, used }: Pick<FoundGrant, 'quotas' | 'used'>): QuotaKind | null {
  return quotas && spentQuota(quotas, used ?? [0, 0, 0]);
}

/** Whether it depends on the person whether a grant serves. */
function isPersonal({ ownApplicants, consent }: FoundGrant): boolean {
  return ownApplicants || consent;
}

/** What stands about the subjects of those calls where it matters. */
async function factsFor(
  on: Queryable,
  { day }: Moment,
  calls: readonly PreparedCall[],
  judgements: readonly (Judged | undefined)[],
): Promise<(PersonFacts | Error)[]> {
  const facts = calls.map((): PersonFacts | Error => ({ applicant: false, consent: null }));
  const places = calls.flatMap(({ pseudonym }, place) =>
    pseudonym !== null && judgements[place]?.grants.some((grant) => grant.standing === 0 && isPersonal(grant))
      ? [place]
      : [],
  );
  if (places.length === 0) return facts;
  const asked = places.map((place) => {
    const { agencyId, purpose, resource, itemCodes, pseudonym } = calls[place]!;
    return { agencyId, purpose, resourceId: resource.id, items: itemCodes, subject: pseudonym! };
  });
  const found = await personFacts(on, day, asked).catch(statementFault);
  places.forEach((place, at) => {
    facts[place] = found instanceof Error ? found : found[at]!;
  });
  return facts;
}

const salts = Buffer.allocUnsafeSlow(4096);
let saltsTaken = salts.length;

/** What keeps the hash of an entry, which is public, from telling what stands in it. */
export function freshBlind(): string {
  return freshSalt().toString('base64url');
}

/** 16 random bytes; the system is asked for many at once. */
function freshSalt(): Buffer {
  if (saltsTaken === salts.length) {
    randomFillSync(salts);
    saltsTaken = 0;
  }
  const salt = Buffer.from(salts.subarray(saltsTaken, saltsTaken + 16));
  saltsTaken += 16;
  return salt;
}
