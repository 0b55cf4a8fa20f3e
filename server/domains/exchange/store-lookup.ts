import { createHash } from 'node:crypto';
import type { Queryable } from '../../platform/database.ts';
import type { Item } from '../catalogue/index.ts';
import { liveClientSql } from '../identity/index.ts';
import { columnOf, pointerSql, tableOf, valueSql } from '../library/index.ts';
import { coversSql, heldGrantsSql, type Standing } from '../sharing/index.ts';

/** What is looked up together: calls on one resource for one set of items, by the same column. */
export interface Group {
  resourceId: string;
  items: readonly Pick<Item, 'code' | 'type'>[];
  /** The items that the asked number is matched against. */
  match: readonly Pick<Item, 'code' | 'type'>[];
  /** YYYY-MM-DD in Shanghai. */
  day: string;
}

export interface Asked {
  agencyId: string;
  clientId: string | null;
  purpose: string;
  subject: string;
}

/** What the statement says of one call. */
export interface Found {
  /** Whether the client's key is still good; true for a call without a client. */
  live: boolean;
  /** What the library serves; null before the first batch. */
  pointer: { tableName: string; version: number; asOf: Date } | null;
  /** The grant that comes nearest. */
  grant: FoundGrant | null;
  /** Values in the order of the group's items; empty unless the grant is usable. */
  records: unknown[][];
  /** There are rows of the subject, though none that the grant covers. */
  outsideScope: boolean;
}

export interface FoundGrant {
  id: string;
  number: string;
  version: number;
  items: string[];
  quotaPerDay: number | null;
  standing: Standing;
  spent: boolean;
  /** How many grants could serve whose quota is not used up. */
  usable: number;
}

type Row = {
  n: number;
  live: boolean;
  table_name: string | null;
  version: number | null;
  as_of: Date | null;
  grant_id: string | null;
  number: string;
  grant_version: number;
  items: string[];
  quota_per_day: number | null;
  standing: Standing;
  spent: boolean;
  usable: number;
  records: unknown[][] | null;
  outside_scope: boolean | null;
};

/**
 * Looks calls up together: grants, clients, the library's pointer and the subjects' rows in one statement, thus at one
 * instant. `tableName` is the table that was last known to serve; when the pointers found name another, the records are of no
 * use and the caller looks up again with that one. SQLSTATE 42P01 when the table is gone.
 */
export async function lookUp(
  on: Queryable,
  group: Group,
  tableName: string | null,
  asked: readonly Asked[],
): Promise<Found[]> {
  // Grants depend on who asks for what purpose, not on the subject: each asker's are judged once.
  const askers = new Map<string, { place: number; asker: Asked }>();
  const places = asked.map((call) => {
    const key = `${call.agencyId} ${call.clientId ?? ''} ${call.purpose}`;
    const known = askers.get(key) ?? { place: askers.size + 1, asker: call };
    askers.set(key, known);
    return known.place;
  });
  const distinct = [...askers.values()].map(({ asker }) => asker);
  const { rows } = await on.query<Row>({
    ...statement(group, tableName),
    values: [
      group.resourceId,
      group.items.map((item) => item.code),
      group.day,
      distinct.map((asker) => asker.agencyId),
      distinct.map((asker) => asker.clientId),
      distinct.map((asker) => asker.purpose),
      places,
      asked.map((call) => call.subject),
    ],
  });
  const found = new Array<Found>(asked.length);
  for (const row of rows) found[row.n - 1] = foundIn(row);
  return found;
}

function foundIn(row: Row): Found {
  return {
    live: row.live,
    pointer: row.table_name === null ? null : { tableName: row.table_name, version: row.version!, asOf: row.as_of! },
    grant:
      row.grant_id === null
        ? null
        : {
            id: row.grant_id,
            number: row.number,
            version: row.grant_version,
            items: row.items,
            quotaPerDay: row.quota_per_day,
            standing: row.standing,
            spent: row.spent,
            usable: row.usable,
          },
    records: row.records ?? [],
    outsideScope: row.outside_scope ?? false,
  };
}

function statement(group: Group, tableName: string | null): { name: string; text: string } {
  const text = statementText(group, tableName);
  // PostgreSQL cuts names at 63 bytes; the digest names the same text alike on every connection.
  return { name: `call-${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`, text };
}

function statementText({ items, match }: Group, tableName: string | null): string {
  const held = heldGrantsSql({ askers: 'asker', resourceId: '$1::uuid', items: '$2::text[]', day: '$3::date' });
  const rows = tableName === null ? null : tableOf(tableName);
  const subject = `(${match.map((item) => `${textColumn(item)} = asked.subject`).join(' or ')})`;
  const values = items.map((item) => valueSql(item, 'r')).join(', ');
  const found = rows
    ? `select count(*) as covered, json_agg(json_build_array(${values})) as records
        from ${rows} r where held.standing = 0 and ${subject} and ${coversSql('held.scope', 'r')}`
    : 'select 0 as covered, null::json as records';
  const known = rows ? `exists (select from ${rows} r where ${subject})` : 'false';
  return `with asker as (
      select * from unnest($4::uuid[], $5::text[], $6::text[]) with ordinality as asker (agency_id, client_id, purpose, k)
    ), asked as (
      select * from unnest($7::bigint[], $8::text[]) with ordinality as asked (k, subject, n)
    ), pointer as (
      ${pointerSql('$1::uuid')}
    ), live as materialized (
      select k, client_id is null or ${liveClientSql('asker.client_id')} as live from asker
    ), held as materialized (
      ${held}
    )
    select asked.n, live.live, pointer.table_name, pointer.version, pointer.as_of,
      best.grant_id, best.number, best.version as grant_version, best.items, best.quota_per_day, best.standing, best.spent,
      best.records, (select count(*) from held other where other.k = asked.k and other.standing = 0 and not other.spent) as usable,
      best.standing = 0 and best.covered = 0 and ${known} as outside_scope
    from asked
    join live on live.k = asked.k
    left join pointer on true
    left join lateral (
      select held.*, found.covered, found.records
      from held cross join lateral (${found}) as found
      where held.k = asked.k
      order by held.standing, held.missing, found.covered = 0, held.spent, found.covered desc, held.grant_id
      limit 1
    ) as best on true`;
}

/** The column as text, bare where it is text already so that its index serves. */
function textColumn(item: Pick<Item, 'code' | 'type'>): string {
  const column = `r.${columnOf(item.code)}`;
  return ['C', 'M', 'G'].includes(item.type) ? column : `${column}::text`;
}
