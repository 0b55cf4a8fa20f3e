import type { RowFault } from '../../../contracts/library.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Resource } from '../catalogue/index.ts';
import { columnOf, tableOf } from './serving.ts';

/** Rows whose value of an item stands in the file before, or in the library under another key. */
export function rejectRepeated(
  on: Queryable,
  batchId: string,
  side: string,
  served: string | null,
  { keyItems }: Pick<Resource, 'keyItems'>,
  item: string,
): Promise<number> {
  const column = columnOf(item);
  const other = keyItems.map((code) => `t.${columnOf(code)} = s.${columnOf(code)}`).join(' and ');
  const held =
    served === null
      ? 'false'
      : `exists (select from ${tableOf(served)} t where t.${column} = s.${column} and not (${other}))`;
  return reject(
    on,
    batchId,
    side,
    `select "_row", "_raw" from (select s."_row", s."_raw", ${held} as held,
        row_number() over (partition by s.${column} order by s."_row") > 1 as again
      from ${tableOf(side)} s where s.${column} is not null) marked where held or again`,
    { item, reason: 'notUnique' },
  );
}

/** Rows whose value of an item does not stand in the column of another resource's table. */
export function rejectUnknown(
  on: Queryable,
  batchId: string,
  side: string,
  target: { table: string; column: string } | null,
  item: string,
  name: string,
): Promise<number> {
  const column = columnOf(item);
  const known =
    target === null
      ? 'false'
      : `exists (select from ${tableOf(target.table)} t where t.${columnOf(target.column)}::text = s.${column}::text)`;
  return reject(
    on,
    batchId,
    side,
    `select s."_row", s."_raw" from ${tableOf(side)} s where s.${column} is not null and not ${known}`,
    { item, reason: 'notInResource', details: { name } },
  );
}

async function reject(on: Queryable, batchId: string, side: string, bad: string, fault: RowFault): Promise<number> {
  const { rows } = await on.query<{ count: number }>({
    text: `with bad as materialized (${bad}),
      kept as (insert into library.rejects (batch_id, row_number, faults, raw)
        select $1::uuid, "_row", jsonb_build_array($2::jsonb), "_raw" from bad),
      gone as (delete from ${tableOf(side)} s using bad where s."_row" = bad."_row")
      select count(*) as count from bad`,
    values: [batchId, JSON.stringify(fault)],
  });
  return rows[0]!.count;
}
