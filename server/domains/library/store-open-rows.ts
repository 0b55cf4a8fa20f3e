import type pg from 'pg';
import type { Item } from '../../../contracts/catalogue.ts';
import type { Placed } from '../../../contracts/geometry.ts';
import type { Platform } from '../../platform/platform.ts';
import { columnOf, tableOf, valueSql } from './serving.ts';
import { serving } from './store.ts';

/** What is asked of an open resource's rows. All names are codes of `items`: the caller has held them to it. */
export interface RowQuestion {
  resourceId: string;
  /** The items that come back, in this order. */
  items: readonly Item[];
  /** The items that may be searched and filtered. */
  searchable: readonly Item[];
  /** Item code → values, any of which it has. */
  filters: ReadonlyMap<string, readonly string[]>;
  /** Text that stands somewhere in the row. */
  q: string | null;
  /** Records that lie in a box, or touch it: west, south, east, north in degrees. */
  within?: { placed: Placed; box: readonly [number, number, number, number] } | undefined;
  sort: readonly { item: string; descending: boolean }[];
  /** Items whose order makes pages steady. */
  keyItems: readonly string[];
  offset: number;
  limit: number;
}

export interface RowAnswer {
  rows: Record<string, unknown>[];
  total: number;
  asOf: Date;
}

/** How long a question from outside may keep the database busy. */
const patience = '5s';

/** Rows of the snapshot that serves; null when the resource has no data. Throws PostgreSQL's 57014 when it takes too long. */
export async function readOpenRows(platform: Platform, question: RowQuestion): Promise<RowAnswer | null> {
  const served = await serving(platform.db, question.resourceId);
  if (!served) return null;
  const client = await platform.database.pool.connect();
  try {
    await client.query('begin read only');
    await client.query(`set local statement_timeout = '${patience}'`);
    const { where, values } = conditionsOf(question);
    const columns = question.items.map((item) => `${valueSql(item, 't')} as ${columnOf(item.code)}`);
    const { rows } = await client.query(
      `select ${columns.join(', ')} from ${tableOf(served.tableName)} t ${where} order by ${orderOf(question)}
       limit ${Math.trunc(question.limit)} offset ${Math.trunc(question.offset)}`,
      values,
    );
    const total = where === '' ? served.rowCount : await countOf(client, served.tableName, where, values);
    await client.query('commit');
    return { rows, total, asOf: served.asOf };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function countOf(client: pg.PoolClient, table: string, where: string, values: unknown[]): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`select count(*) as n from ${tableOf(table)} t ${where}`, values);
  return rows[0]!.n;
}

function conditionsOf({ filters, q, searchable, within }: RowQuestion): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  for (const [code, wanted] of filters) {
    const item = searchable.find((each) => each.code === code)!;
    values.push(wanted);
    conditions.push(`(${valueSql(item, 't')})::text = any($${values.length}::text[])`);
  }
  const texts = searchable.filter(({ type }) => type === 'C' || type === 'M' || type === 'G');
  for (const word of q?.trim().split(/\s+/).slice(0, 10) ?? []) {
    if (word === '' || texts.length === 0) continue;
    values.push(`%${word.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(${texts.map((item) => `t.${columnOf(item.code)} ilike $${values.length}`).join(' or ')})`);
  }
  if (within) {
    const [west, south, east, north] = within.box;
    const at = values.push(west, south, east, north) - 3;
    // A box that crosses the antimeridian has its west east of its east (RFC 7946, 5.2).
    const spans =
      west <= east
        ? [[`$${at}`, `$${at + 2}`]]
        : [
            [`$${at}`, '180'],
            ['-180', `$${at + 2}`],
          ];
    conditions.push(
      `(${spans.map(([from, to]) => insideSql(within.placed, from!, `$${at + 1}`, to!, `$${at + 3}`)).join(' or ')})`,
    );
  }
  return { where: conditions.length > 0 ? `where ${conditions.join(' and ')}` : '', values };
}

function insideSql(placed: Placed, west: string, south: string, east: string, north: string): string {
  if ('geometry' in placed)
    return `library.extent_of(t.${columnOf(placed.geometry)}) && box(point(${west}::float8, ${south}::float8), point(${east}::float8, ${north}::float8))`;
  return `t.${columnOf(placed.longitude)}::float8 between ${west}::float8 and ${east}::float8 and t.${columnOf(placed.latitude)}::float8 between ${south}::float8 and ${north}::float8`;
}

function orderOf({ sort, keyItems }: RowQuestion): string {
  const asked = sort.map(({ item, descending }) => `t.${columnOf(item)} ${descending ? 'desc' : 'asc'} nulls last`);
  const keys = keyItems.map((code) => `t.${columnOf(code)}`);
  return [...asked, ...keys].join(', ') || '1';
}
