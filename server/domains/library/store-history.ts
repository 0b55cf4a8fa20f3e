import type { Queryable } from '../../platform/database.ts';
import type { Resource } from '../catalogue/index.ts';
import { columnOf, tableOf } from './serving.ts';
import { addColumns, columnsSql, type Shape } from './store-data.ts';

/**
 * SQL on library_data for batches that change a table in place. Beside such a table stands its history (`r_…_h`): for
 * each version and key one row that says what was done, `i` inserted (the key alone), `u` updated or `d` deleted (the
 * row as it was before). From table and history any version since the table began can be read.
 */

export interface Changes {
  added: number;
  changed: number;
  removed: number;
}

export function historyTable(table: string): string {
  return `${table}_h`;
}

export async function createHistory(on: Queryable, table: string, shape: Shape): Promise<void> {
  const history = tableOf(historyTable(table));
  await on.query({
    text: `create table if not exists ${history} ("_version" bigint not null, "_act" text not null, ${columnsSql(shape)})`,
  });
  await on.query({
    text: `create index if not exists "${historyTable(table)}_version" on ${history} ("_version")`,
  });
}

export async function hasHistory(on: Queryable, table: string): Promise<boolean> {
  const { rows } = await on.query<{ found: boolean }>({
    text: 'select to_regclass($1) is not null as found',
    values: [tableOf(historyTable(table))],
  });
  return rows[0]!.found;
}

/**
 * Adds to a table and its history the columns of items that came with a later edition of the entry. A table that lacks none is not
 * locked.
 */
export async function followItems(on: Queryable, table: string, { items }: Shape): Promise<void> {
  for (const name of [table, historyTable(table)]) {
    const { rows } = await on.query<{ column: string }>({
      text: 'select attname as column from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped',
      values: [tableOf(name)],
    });
    const known = new Set(rows.map(({ column }) => column));
    const missing = items.filter(({ code }) => !known.has(code));
    if (known.size > 0 && missing.length > 0) await addColumns(on, name, missing);
  }
}

/** Rows of `source` whose key the table lacks join it. Returns how many. */
export async function insertRows(
  on: Queryable,
  table: string,
  source: string,
  version: number,
  shape: Shape,
): Promise<number> {
  const keys = keyList(shape, 's');
  const missing = `not exists (select from ${tableOf(table)} t where ${sameKey(shape)})`;
  await on.query({
    text: `insert into ${tableOf(historyTable(table))} ("_version", "_act", ${keyList(shape)})
      select $1, 'i', ${keys} from ${tableOf(source)} s where ${missing}`,
    values: [version],
  });
  const { rowCount } = await on.query({
    text: `insert into ${tableOf(table)} (${columnList(shape)})
      select ${columnList(shape, 's')} from ${tableOf(source)} s where ${missing}`,
  });
  return rowCount ?? 0;
}

/** Rows of the table take the values of `source`'s row with their key, where these differ. Returns how many. */
export async function updateRows(
  on: Queryable,
  table: string,
  source: string,
  version: number,
  shape: Shape,
): Promise<number> {
  // By image, so that 1.0 and 1.00 differ as they do in replies.
  const differs = `row(${columnList(shape, 't')})::record *<> row(${columnList(shape, 's')})::record`;
  await on.query({
    text: `insert into ${tableOf(historyTable(table))} ("_version", "_act", ${columnList(shape)})
      select $1, 'u', ${columnList(shape, 't')} from ${tableOf(table)} t join ${tableOf(source)} s on ${sameKey(shape)}
      where ${differs}`,
    values: [version],
  });
  const sets = shape.items.map(({ code }) => `${columnOf(code)} = s.${columnOf(code)}`).join(', ');
  const { rowCount } = await on.query({
    text: `update ${tableOf(table)} t set ${sets} from ${tableOf(source)} s where ${sameKey(shape)} and ${differs}`,
  });
  return rowCount ?? 0;
}

/** Rows of the table whose key `source` holds go. Returns how many. */
export async function deleteRows(
  on: Queryable,
  table: string,
  source: string,
  version: number,
  shape: Shape,
): Promise<number> {
  await on.query({
    text: `insert into ${tableOf(historyTable(table))} ("_version", "_act", ${columnList(shape)})
      select $1, 'd', ${columnList(shape, 't')} from ${tableOf(table)} t join ${tableOf(source)} s on ${sameKey(shape)}`,
    values: [version],
  });
  const { rowCount } = await on.query({
    text: `delete from ${tableOf(table)} t using ${tableOf(source)} s where ${sameKey(shape)}`,
  });
  return rowCount ?? 0;
}

/**
 * Brings the table back to its rows at `target`, as changes of version `version`: what was done since is done the other
 * way round, key by key, and is itself kept in the history.
 */
export async function returnTo(
  on: Queryable,
  table: string,
  target: number,
  version: number,
  shape: Shape,
): Promise<Changes> {
  const was = `${table}_was`;
  await on.query({
    text: `create unlogged table ${tableOf(was)} as ${firstAfterSql(table, '$1', shape)}`.replace('$1', String(target)),
  });
  const gone = `${table}_gone`;
  await on.query({
    text: `create unlogged table ${tableOf(gone)} as select * from ${tableOf(was)} where "_act" = 'i'`,
  });
  await on.query({ text: `delete from ${tableOf(was)} where "_act" = 'i'` });
  const removed = await deleteRows(on, table, gone, version, shape);
  const changed = await updateRows(on, table, was, version, shape);
  const added = await insertRows(on, table, was, version, shape);
  await on.query({ text: `drop table ${tableOf(was)}, ${tableOf(gone)}` });
  return { added, changed, removed };
}

/**
 * A select of the items of all rows as they stood at a version, its number in the placeholder `at`. Without a history the
 * table holds them as they are.
 */
export function asOfSql(table: string, at: string, kept: boolean, shape: Shape): string {
  if (!kept) return `select ${columnList(shape)} from ${tableOf(table)}`;
  return `(with since as materialized (${firstAfterSql(table, at, shape)})
    select ${columnList(shape, 't')} from ${tableOf(table)} t where not exists (select from since s where ${sameKey(shape)})
    union all select ${columnList(shape)} from since where "_act" <> 'i')`;
}

/** What was first done to each key after a version: the row as it stood at that version. */
function firstAfterSql(table: string, after: string, shape: Shape): string {
  return `select distinct on (${keyList(shape)}) "_act", ${columnList(shape)} from ${tableOf(historyTable(table))}
    where "_version" > ${after} order by ${keyList(shape)}, "_version"`;
}

/** Forgets what was done up to a version: the versions before it can no longer be read. */
export async function forgetHistory(on: Queryable, table: string, upTo: number): Promise<void> {
  await on.query({ text: `delete from ${tableOf(historyTable(table))} where "_version" <= $1`, values: [upTo] });
}

function columnList({ items }: Pick<Resource, 'items'>, alias?: string): string {
  return items.map(({ code }) => (alias ? `${alias}.` : '') + columnOf(code)).join(', ');
}

function keyList({ keyItems }: Pick<Resource, 'keyItems'>, alias?: string): string {
  return keyItems.map((code) => (alias ? `${alias}.` : '') + columnOf(code)).join(', ');
}

/** `t` and `s` have the same key; key items are required, so none is null. */
function sameKey({ keyItems }: Pick<Resource, 'keyItems'>): string {
  return keyItems.map((code) => `t.${columnOf(code)} = s.${columnOf(code)}`).join(' and ');
}
