import { isSqlState, type Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Item } from '../catalogue/index.ts';
import { tableOf, textSql, valueSql } from '../library/index.ts';
import { coversSql } from '../sharing/index.ts';
import type { PreparedFilter } from './asked-values.ts';
import { filterSql } from './store-checks.ts';

/** Which rows of a table: those that a grant's scope covers and that meet all filters. */
export interface Wanted {
  tableName: string;
  /** The item that tells whose a row is. */
  subject: Pick<Item, 'code' | 'type'>;
  scope: string | null;
  filters: readonly PreparedFilter[];
}

export interface FoundRow {
  subject: string;
  /** Values in the order of the items. */
  record: unknown[];
  /** Where the row stands (ctid). */
  row: string;
}

/** How long a query or a count may take in the database, seconds. */
export const patience = 5;

/** Within the caller's transaction: no statement of it takes longer than patience. */
export async function limitTime(on: Queryable): Promise<void> {
  await on.query({ text: `set local statement_timeout = '${patience}s'` });
}

/** Rows in the order of their subjects, `limit` at most, those after a place; a row that names no subject is none. */
export async function findRows(
  on: Queryable,
  wanted: Wanted,
  {
    items,
    limit,
    after,
  }: { items: readonly Pick<Item, 'code' | 'type'>[]; limit: number; after: { subject: string; row: string } | null },
): Promise<FoundRow[]> {
  const values: unknown[] = [];
  const put = placeholders(values);
  const subject = textSql(wanted.subject, 'r');
  const conditions = conditionsOf(wanted, put);
  if (after) conditions.push(`(${subject}, r.ctid) > (${put(after.subject)}::text, ${put(after.row)}::tid)`);
  const record = `json_build_array(${items.map((item) => valueSql(item, 'r')).join(', ')})`;
  const { rows } = await timely(
    on.query<FoundRow>({
      text: `select ${subject} as subject, ${record} as record, r.ctid::text as row
        from ${tableOf(wanted.tableName)} r where ${conditions.join(' and ')}
        order by ${subject}, r.ctid limit ${put(limit)}::int`,
      values,
    }),
  );
  return rows;
}

/** How many subjects have such a row. */
export async function countFound(on: Queryable, wanted: Wanted): Promise<number> {
  const values: unknown[] = [];
  const conditions = conditionsOf(wanted, placeholders(values));
  const { rows } = await timely(
    on.query<{ count: number }>({
      text: `select count(distinct ${textSql(wanted.subject, 'r')}) as count
        from ${tableOf(wanted.tableName)} r where ${conditions.join(' and ')}`,
      values,
    }),
  );
  return rows[0]!.count;
}

function conditionsOf({ subject, scope, filters }: Wanted, put: (value: unknown) => string): string[] {
  return [
    `${textSql(subject, 'r')} is not null`,
    ...filterSql(filters, put),
    ...(scope === null ? [] : [coversSql(`${put(scope)}::jsonb`, 'r')]),
  ];
}

function placeholders(values: unknown[]): (value: unknown) => string {
  return (value) => `$${values.push(value)}`;
}

/** Throws `question-too-broad` for what took too long. */
export async function timely<T>(result: Promise<T>): Promise<T> {
  return result.catch((error: unknown) => {
    throw isSqlState(error, '57014') ? new DomainError('question-too-broad', { seconds: patience }) : error;
  });
}
