import { createHash } from 'node:crypto';
import type { Manner } from '../../../contracts/sharing.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Item } from '../catalogue/index.ts';
import { liveClientSql } from '../identity/index.ts';
import { pointerSql, tableOf, textSql, valueSql } from '../library/index.ts';
import { type Counted, coversSql, heldGrantsSql, type Moment, type Quotas, type Standing } from '../sharing/index.ts';
import type { PreparedCheck } from './asked-values.ts';
import { checkKey, checkSql } from './store-checks.ts';

/** Who asks for which items of what, and why: all that grants depend on. */
export interface Asker {
  agencyId: string;
  clientId: string | null;
  purpose: string;
  manner: Manner;
  resourceId: string;
  /** Codes of the items, with commas between. */
  items: string;
}

/** What stands for one asker at the statement's instant. */
export interface Judged {
  /** Whether the client's key is still good; true for a call without a client. */
  live: boolean;
  /** What the library serves; null before the first batch. */
  pointer: Pointer | null;
  /** All that count, in no order. */
  grants: FoundGrant[];
}

export interface Pointer {
  tableName: string;
  version: number;
  /** RFC 3339 in UTC, to the millisecond. */
  asOf: string;
}

export interface FoundGrant {
  id: string;
  number: string;
  version: number;
  items: string[];
  /** As PostgreSQL writes it; null when it covers all rows. */
  scope: string | null;
  ownApplicants: boolean;
  /** Whether the person's consent is needed. */
  consent: boolean;
  /** For how many days the person is not told; null: told at once. */
  secrecyDays: number | null;
  /** Null when there is none. */
  quotas: Quotas | null;
  /** Null before the first call that counts. */
  used: Counted | null;
  standing: Standing;
  missing: number;
}

type JudgedRow = {
  k: number;
  live: boolean;
  table_name: string | null;
  version: number;
  as_of: string;
  grant_id: string | null;
  number: string;
  grant_version: number;
  items: string[];
  scope: string | null;
  own_applicants: boolean;
  consent: boolean;
  secrecy_days: number | null;
  quotas: Quotas | null;
  used: Counted | null;
  standing: Standing;
  missing: number;
};

const judgeText = `with asker as (
    select *, string_to_array(asked_items, ',') as items
    from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[])
      with ordinality as asker (agency_id, client_id, purpose, resource_id, asked_items, manner, k)
  )
  select asker.k::int, client_id is null or ${liveClientSql('asker.client_id')} as live,
    pointer.table_name, pointer.version, to_char(pointer.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as as_of,
    held.grant_id, held.number, held.version as grant_version, held.items,
    case when held.scope -> 'rows' <> '{}' then held.scope::text end as scope,
    held.own_applicants, held.consent, held.secrecy_days, held.quotas, held.used, held.standing, held.missing
  from asker
  left join lateral (${pointerSql('asker.resource_id')}) as pointer on true
  left join lateral (
    ${heldGrantsSql({ asker: 'asker', items: 'asker.items', day: '$7::date', minute: '$8::timestamptz', clock: '$9::int' })}
  ) as held on true`;

/**
 * Judges askers together, in one statement and so at one instant: grants, clients and the library's pointers as they
 * stand. A change that was committed before it began binds it.
 */
export async function judge(on: Queryable, moment: Moment, askers: readonly Asker[]): Promise<Judged[]> {
  const { rows } = await on.query<JudgedRow>({
    name: 'call-judge',
    text: judgeText,
    values: [
      askers.map((asker) => asker.agencyId),
      askers.map((asker) => asker.clientId),
      askers.map((asker) => asker.purpose),
      askers.map((asker) => asker.resourceId),
      askers.map((asker) => asker.items),
      askers.map((asker) => asker.manner),
      moment.day,
      moment.minute,
      moment.clock,
    ],
  });
  const judged = new Array<Judged>(askers.length);
  for (const row of rows) {
    const known = judged[row.k - 1] ?? {
      live: row.live,
      pointer: row.table_name === null ? null : { tableName: row.table_name, version: row.version, asOf: row.as_of },
      grants: [],
    };
    judged[row.k - 1] = known;
    if (row.grant_id === null) continue;
    known.grants.push({
      id: row.grant_id,
      number: row.number,
      version: row.grant_version,
      items: row.items,
      scope: row.scope,
      ownApplicants: row.own_applicants,
      consent: row.consent,
      secrecyDays: row.secrecy_days,
      quotas: row.quotas,
      used: row.used,
      standing: row.standing,
      missing: row.missing,
    });
  }
  return judged;
}

/** What is read together: rows of one table, the same items, found by the same columns. */
export interface Group {
  tableName: string;
  items: readonly Pick<Item, 'code' | 'type'>[];
  /** The items that the asked number is matched against. */
  match: readonly Pick<Item, 'code' | 'type'>[];
  /** Whether grants of narrower scope ask: each then comes with its own. */
  scoped: boolean;
  /** Asked instead of the items' values. */
  checks: readonly PreparedCheck[] | null;
}

export interface Sought {
  subject: string;
  scope: string | null;
  checks: readonly PreparedCheck[] | null;
}

/**
 * The rows of one subject: values in the order of the group's items, of those alone that the scope covers; where checks
 * are asked, what they came to instead, each combination once.
 */
export interface Rows {
  records: unknown[][];
  /** How many rows these are. */
  covered: number;
  /** Whether there are rows that the scope does not cover. */
  others: boolean;
}

/** How many records of one subject are read; one more is read to tell that there are more. */
export const maxRecords = 1000;

/** Reads the rows of subjects; scope and items are applied where the rows are. SQLSTATE 42P01 when the table is gone. */
export async function readRows(on: Queryable, group: Group, sought: readonly Sought[]): Promise<Rows[]> {
  const found = sought.map((): Rows => ({ records: [], covered: 0, others: false }));
  const columns = [
    sought.map(({ subject }) => subject),
    ...(group.scoped ? [sought.map(({ scope }) => scope ?? '{}')] : []),
    ...(group.checks ?? []).map((_, place) => sought.map(({ checks }) => askedText(checks![place]!))),
  ];
  const alone = sought.length === 1;
  const { rows } = await on.query<{ n: number; record: unknown[] | null; rows: number }>({
    ...rowsStatement(group, alone),
    values: alone ? columns.map(([value]) => value) : columns,
  });
  for (const { n, record, rows: alike } of rows) {
    const of = found[n - 1]!;
    of.covered += alike;
    if (record === null) of.others = true;
    else of.records.push(record);
  }
  return found;
}

const rowsStatements = new Map<string, { name: string; text: string }>();
const maxRemembered = 5000;

/** For one subject `alone`, which is the commonest, or for any number of them. */
function rowsStatement(group: Group, alone: boolean): { name: string; text: string } {
  const key = `${alone} ${groupKey(group)}`;
  const known = rowsStatements.get(key);
  if (known) return known;
  const { tableName, items, match, scoped, checks } = group;
  const table = tableOf(tableName);
  const isAsked = match.map((item) => `${textSql(item, 'r')} = asked.subject`).join(' or ');
  const names = ['subject', ...(scoped ? ['scope'] : []), ...(checks ?? []).map((_, place) => `check_${place}`), 'n'];
  const given = names
    .slice(0, -1)
    .map((name, place) => `$${place + 1}::${name === 'scope' ? 'jsonb' : 'text'}${alone ? '' : '[]'}`);
  const asked = `${alone ? `(select ${given.join(', ')}, 1)` : `unnest(${given.join(', ')}) with ordinality`} as asked (${names.join(', ')})`;
  const record = checks
    ? `array[${checks.map((check, place) => checkSql(check, `asked.check_${place}`)).join(', ')}]`
    : `json_build_array(${items.map((item) => valueSql(item, 'r')).join(', ')})`;
  const covered = scoped ? ` and ${coversSql('asked.scope', 'r')}` : '';
  // A subject of very many rows is read no further than is told.
  const read = checks
    ? `select asked.n::int, ${record} as record, count(*)::int as rows
       from ${asked} join ${table} r on (${isAsked})${covered} group by 1, 2`
    : `select asked.n::int, ${record} as record, 1 as rows from ${asked}
       cross join lateral (select * from ${table} r where (${isAsked})${covered} limit ${maxRecords + 1}) r`;
  const text = scoped
    ? `${read} union all select asked.n::int, null, 0 from ${asked}
       where exists (select from ${table} r where (${isAsked}) and not ${coversSql('asked.scope', 'r')})`
    : read;
  // PostgreSQL cuts names at 63 bytes; the digest names the same text alike on every connection.
  const made = { name: `call-${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`, text };
  if (rowsStatements.size >= maxRemembered) rowsStatements.clear();
  rowsStatements.set(key, made);
  return made;
}

/** Names a group: reads with the same key can go together. */
export function groupKey({ tableName, items, match, scoped, checks }: Group): string {
  let key = `${tableName} ${scoped}`;
  if (checks) for (const check of checks) key += ` ${checkKey(check)}`;
  else for (const item of items) key += ` ${item.code}:${item.type}`;
  key += ' by';
  for (const item of match) key += ` ${item.code}:${item.type}`;
  return key;
}

function askedText(check: PreparedCheck): string | null {
  return check.is === 'listed' ? null : check.text;
}
