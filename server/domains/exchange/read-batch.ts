import { randomFillSync } from 'node:crypto';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { CallReply } from '../../../contracts/exchange.ts';
import { isSqlState, type Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Item } from '../catalogue/index.ts';
import { standings } from '../sharing/index.ts';
import type { Rule } from './rules.ts';
import {
  type Asker,
  type FoundGrant,
  type Group,
  groupKey,
  type Judged,
  judge,
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
}

/** What a call is to get once it is in the ledger. */
export type Draft =
  | {
      kind: 'reply';
      grant: FoundGrant;
      /** How many grants could serve whose quota is not used up. */
      usable: number;
      reply: CallReply;
      canonical: string;
      salt: Buffer;
    }
  | { kind: 'refusal'; rule: Rule; grant: FoundGrant | null };

/** What was judged of each asker last: what to read is foreseen from it, and read again when the judgement has changed. */
export type Foresight = Map<string, Judged>;

const maxForeseen = 50_000;
const maxReads = 8;
const undefinedTable = '42P01';

/**
 * Reads for a batch of calls: one statement judges all who ask, and one reads the rows of each table and set of items. The
 * rows are foreseen from the last judgement and asked for in the same flight, so that a batch waits for the database once; the
 * judgement, which comes first on the connection, says whether they may be used. An entry stands for each call, an Error for
 * one whose statement failed.
 */
export async function readBatch(
  on: Queryable,
  foresight: Foresight,
  day: string,
  calls: readonly PreparedCall[],
): Promise<(Draft | Error)[]> {
  const askers: Asker[] = [];
  const places = new Map<string, number>();
  const keys = calls.map((call) => {
    const key = `${call.resource.id} ${call.agencyId} ${call.clientId ?? ''} ${call.purpose} ${call.itemCodes}`;
    if (!places.has(key)) {
      places.set(key, askers.length);
      askers.push({
        agencyId: call.agencyId,
        clientId: call.clientId,
        purpose: call.purpose,
        resourceId: call.resource.id,
        items: call.itemCodes,
      });
    }
    return key;
  });
  // Taken once: another batch may learn better while this one waits.
  const before = keys.map((key) => foresight.get(key));
  const [judged, foreseen] = await Promise.all([judge(on, day, askers), readFor(on, calls, before)]);
  const judgements = keys.map((key) => judged[places.get(key)!]!);
  let found = foreseen;
  const again = calls.flatMap((_, place) => (isAsForeseen(before[place], judgements[place]!) ? [] : [place]));
  if (again.length > 0) {
    const read = await readFor(
      on,
      again.map((place) => calls[place]!),
      again.map((place) => judgements[place]!),
    );
    found = [...foreseen];
    again.forEach((place, at) => {
      found[place] = read[at]!;
    });
  }
  if (foresight.size > maxForeseen) foresight.clear();
  for (const [key, place] of places) foresight.set(key, judged[place]!);
  return calls.map((call, place) => {
    const rows = found[place]!;
    return rows instanceof Error ? rows : draftOf(call, judgements[place]!, rows);
  });
}

/** Reads again while tables that were to be read are gone: their pointers have moved since, and a new judgement names the next. */
export async function readBatchSurely(
  on: Queryable,
  foresight: Foresight,
  day: string,
  calls: readonly PreparedCall[],
): Promise<(Draft | Error)[]> {
  const drafts = await readBatch(on, foresight, day, calls);
  for (let read = 1; read < maxReads; read += 1) {
    const gone = drafts.flatMap((draft, place) => (isSqlState(draft, undefinedTable) ? [place] : []));
    if (gone.length === 0) return drafts;
    foresight.clear();
    const fresh = await readBatch(
      on,
      foresight,
      day,
      gone.map((place) => calls[place]!),
    );
    gone.forEach((place, at) => {
      drafts[place] = fresh[at]!;
    });
  }
  return drafts.map((draft) =>
    isSqlState(draft, undefinedTable) ? new DomainError('overloaded', { retryAfter: 1 }) : draft,
  );
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
      };
      const key = groupKey(group);
      const known = groups.get(key) ?? { group, sought: [], for: [] };
      groups.set(key, known);
      known.sought.push({ subject: call.subject, scope });
      known.for.push({ call: place, grant });
      grant += 1;
    }
  });
  const found: (Rows[] | Error)[] = calls.map(() => []);
  await Promise.all(
    [...groups.values()].map(async ({ group, sought, for: places }) => {
      const read = await readRows(on, group, sought).catch((error: unknown) =>
        error instanceof Error ? error : new Error(String(error)),
      );
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
    return grant.id === other.id && grant.standing === other.standing && grant.scope === other.scope;
  });
}

function draftOf(call: PreparedCall, { live, pointer, grants }: Judged, rows: readonly Rows[]): Draft {
  let usable = 0;
  const ranked = grants.map((grant) => {
    const found = grant.standing === 0 ? rows[usable++] : undefined;
    return { grant, found, spent: isSpent(grant) };
  });
  const best = ranked.reduce<(typeof ranked)[number] | null>(
    (nearest, each) => (nearest && isNearer(nearest, each) ? nearest : each),
    null,
  );
  const refusal = (rule: Rule): Draft => ({ kind: 'refusal', rule, grant: best?.grant ?? null });
  if (!live) return refusal('client-revoked');
  if (!best) return refusal('not-granted');
  const rule = standings[best.grant.standing];
  if (rule !== null) return refusal(rule);
  if (!pointer) return refusal('resource-not-in-library');
  const { records, others } = best.found!;
  if (records.length === 0 && others) return refusal('subject-outside-scope');
  if (best.spent) return refusal('quota-used-up');
  const codes = call.items.map((item) => item.code);
  const reply: CallReply = {
    resource: call.resource.code,
    version: pointer.version,
    asOf: pointer.asOf,
    grant: best.grant.number,
    purpose: call.purpose,
    items: codes,
    records: records.map((values) => Object.fromEntries(codes.map((code, place) => [code, values[place]]))),
  };
  return {
    kind: 'reply',
    grant: best.grant,
    usable: ranked.filter(({ grant, spent }) => grant.standing === 0 && !spent).length,
    reply,
    canonical: canonicalJson(reply),
    salt: freshSalt(),
  };
}

interface Ranked {
  grant: FoundGrant;
  found: Rows | undefined;
  spent: boolean;
}

function isSpent({ quotaPerDay, used }: FoundGrant): boolean {
  return quotaPerDay !== null && used >= quotaPerDay;
}

/** The order of `decide` in rules.ts: standing, items it lacks, rows at all, quota left, more rows, the older. */
function isNearer(a: Ranked, b: Ranked): boolean {
  const rank = ({ grant, found, spent }: Ranked) => [
    grant.standing,
    grant.missing,
    found && found.records.length > 0 ? 0 : 1,
    spent ? 1 : 0,
    -(found?.records.length ?? 0),
  ];
  const ours = rank(a);
  const theirs = rank(b);
  const place = ours.findIndex((value, at) => value !== theirs[at]);
  return place < 0 ? a.grant.id < b.grant.id : ours[place]! < theirs[place]!;
}

const salts = Buffer.allocUnsafeSlow(4096);
let saltsTaken = salts.length;

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
