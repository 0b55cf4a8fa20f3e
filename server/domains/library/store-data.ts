import type { Item } from '../../../contracts/catalogue.ts';
import type { RejectReason } from '../../../contracts/library.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Resource } from '../catalogue/index.ts';
import { columnOf, quoted, tableOf } from './serving.ts';

/**
 * SQL on library_data: the typed tables of snapshots. Names come from the resource's id and from item codes, which
 * publication holds to `[a-z][a-z0-9_]*`, and are quoted all the same.
 */

/** The type of an item's column. */
export const sqlTypes: Record<Item['type'], string> = {
  C: 'text',
  N: 'numeric',
  Y: 'numeric(20,2)',
  D: 'date',
  T: 'timestamptz',
  L: 'boolean',
  M: 'text',
  G: 'text',
  B: 'double precision',
  F: 'double precision',
  I: 'bigint',
};

export type Shape = Pick<Resource, 'items' | 'keyItems' | 'subjectItem' | 'guardianItems'>;

/** The name of a resource's n-th snapshot. The end of a UUIDv7 is random; its beginning is shared by a minute's ids. */
export function snapshotTable(resourceId: string, number: number): string {
  return `r_${resourceId.replaceAll('-', '').slice(-12)}_${number}`;
}

/** Where rows wait that the table's own key has to settle: those of `append`, and those that a file may hold twice. */
export function sideTable(table: string): string {
  return `${table}_s`;
}

/** The items as column definitions. */
export function columnsSql({ items }: Pick<Shape, 'items'>): string {
  return items.map((item) => `${columnOf(item.code)} ${sqlTypes[item.type]}`).join(', ');
}

/** Adds a column for each item that has none yet. Waits briefly for the table's readers, because later ones wait behind it. */
export async function addColumns(on: Queryable, table: string, items: Shape['items']): Promise<void> {
  await on.query({ text: "set local lock_timeout = '300ms'" });
  const added = items.map((item) => `add column if not exists ${columnOf(item.code)} ${sqlTypes[item.type]}`);
  await on.query({ text: `alter table ${tableOf(table)} ${added.join(', ')}` });
  await on.query({ text: 'set local lock_timeout to default' });
}

export async function createTable(on: Queryable, table: string, shape: Shape): Promise<void> {
  await on.query({ text: `create table ${tableOf(table)} (${columnsSql(shape)})` });
}

export async function createSideTable(on: Queryable, table: string, shape: Shape): Promise<void> {
  await on.query({
    text: `create unlogged table ${tableOf(sideTable(table))} ("_row" bigint, "_raw" jsonb, ${columnsSql(shape)})`,
  });
}

/**
 * The unique key, and an index for each item by which a record is asked for, built side by side on the two connections. With a
 * key that repeats, the whole throws.
 */
export async function createIndexes(on: readonly [Queryable, Queryable], table: string, shape: Shape): Promise<void> {
  const keys = shape.keyItems.map(columnOf);
  const unique = keys.length > 0 ? [`create unique index on ${tableOf(table)} (${keys.join(', ')})`] : [];
  const looked = new Set([...(shape.subjectItem === null ? [] : [shape.subjectItem]), ...shape.guardianItems]);
  // A key that begins with the item serves its look-ups already.
  const others = [...looked]
    .filter((code) => shape.keyItems[0] !== code)
    .map((code) => `create index on ${tableOf(table)} (${columnOf(code)})`);
  const build = async (where: Queryable, statements: string[]) => {
    for (const text of statements) await where.query({ text });
  };
  const built = await Promise.allSettled([build(on[0], unique), build(on[1], others)]);
  for (const { reason } of built.filter((each) => each.status === 'rejected')) throw reason;
}

/** Drops a snapshot's table and its side table, if they are there. */
export async function dropTables(on: Queryable, table: string): Promise<void> {
  await on.query({ text: `drop table if exists ${tableOf(sideTable(table))}, ${tableOf(table)}` });
}

export async function dropSideTable(on: Queryable, table: string): Promise<void> {
  await on.query({ text: `drop table if exists ${tableOf(sideTable(table))}` });
}

export type KeyRule = 'notInLibrary' | 'inLibrary' | 'either';

/**
 * Takes out of the side table the rows whose key stands earlier in the side table itself, or, by the rule, in `target` or
 * not in it, and keeps them as rejects. Returns how many they were.
 */
export async function settleKeys(
  on: Queryable,
  batchId: string,
  side: string,
  target: string,
  { keyItems }: Shape,
  rule: KeyRule,
  heldReason: RejectReason,
): Promise<number> {
  const keys = keyItems.map(columnOf);
  if (keys.length === 0) return 0;
  const same = keys.map((key) => `t.${key} = s.${key}`).join(' and ');
  const found = `exists (select from ${tableOf(target)} t where ${same})`;
  const held = rule === 'either' ? 'false' : rule === 'inLibrary' ? `not ${found}` : found;
  const { rows } = await on.query<{ count: number }>({
    text: `with marked as materialized (
        select s."_row", s."_raw", ${held} as held,
          row_number() over (partition by ${keys.map((key) => `s.${key}`).join(', ')} order by s."_row") > 1 as again
        from ${tableOf(side)} s),
      bad as materialized (select * from marked where held or again),
      kept as (insert into library.rejects (batch_id, row_number, faults, raw)
        select $1::uuid, "_row", jsonb_build_array(jsonb_build_object('item', '', 'reason', case when held then $2::text else 'duplicateKey' end)), "_raw"
        from bad),
      gone as (delete from ${tableOf(side)} s using bad where s."_row" = bad."_row")
      select count(*) as count from bad`,
    values: [batchId, heldReason],
  });
  return rows[0]!.count;
}

/** Moves what stayed in the side table into its target. */
export async function takeSideRows(on: Queryable, side: string, target: string, { items }: Shape): Promise<void> {
  const columns = items.map(({ code }) => columnOf(code)).join(', ');
  await on.query({
    text: `insert into ${tableOf(target)} (${columns}) select ${columns} from ${tableOf(side)} order by "_row"`,
  });
}

/** Drops an old snapshot unless someone still reads it: then it throws, and is left for the next time. */
export async function dropUnread(on: Queryable, table: string): Promise<void> {
  await on.query({ text: "set local lock_timeout = '2s'" });
  await on.query({ text: `drop table if exists ${tableOf(table)}, ${tableOf(`${table}_h`)}` });
}

/** The columns of a COPY into the side table, and into the table itself. */
export function copyColumns({ items }: Shape): { main: string[]; side: string[] } {
  const main = items.map(({ code }) => columnOf(code));
  return { main, side: [quoted('_row'), quoted('_raw'), ...main] };
}
