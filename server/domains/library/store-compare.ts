import { type Db, onTransaction } from '../../platform/database.ts';
import { columnOf, valueSql } from './serving.ts';
import type { Shape } from './store-data.ts';
import { asOfSql, followItems, hasHistory } from './store-history.ts';

export interface RowChange {
  change: 'added' | 'changed' | 'removed';
  before: (string | null)[] | null;
  after: (string | null)[] | null;
}

const shownOfEach = 20;
const patience = '60s';

/** Compares two versions key by key; at most `shownOfEach` rows of each kind come with their values, as text. */
export async function compareRows(
  db: Db,
  shape: Shape,
  from: { tableName: string; version: number },
  to: { tableName: string; version: number },
): Promise<{ added: number; changed: number; removed: number; rows: RowChange[] }> {
  return db.transaction().execute(async (tx) => {
    const on = onTransaction(tx);
    await on.query({ text: `set local statement_timeout = '${patience}'` });
    for (const { tableName } of [from, to]) await followItems(on, tableName, shape);
    const before = asOfSql(from.tableName, '$1::bigint', await hasHistory(on, from.tableName), shape);
    const after = asOfSql(to.tableName, '$2::bigint', await hasHistory(on, to.tableName), shape);
    const same = shape.keyItems.map((code) => `a.${columnOf(code)} = b.${columnOf(code)}`).join(' and ');
    const columns = (alias: string) => shape.items.map(({ code }) => `${alias}.${columnOf(code)}`).join(', ');
    const record = (alias: string) =>
      `json_build_array(${shape.items.map((item) => `${valueSql(item, alias)}::text`).join(', ')})`;
    const key = columnOf(shape.keyItems[0]!);
    const { rows } = await on.query<RowChange & { count: number }>({
      text: `with changes as materialized (
          select case when a.${key} is null then 'added' when b.${key} is null then 'removed' else 'changed' end as change,
            case when a.${key} is not null then ${record('a')} end as before,
            case when b.${key} is not null then ${record('b')} end as after,
            coalesce(a.${key}, b.${key}) as at
          from (select * from (${before}) x where $1::bigint is not null) a
          full join (select * from (${after}) y where $2::bigint is not null) b on ${same}
          where a.${key} is null or b.${key} is null or row(${columns('a')})::record *<> row(${columns('b')})::record),
        numbered as (select *, count(*) over (partition by change) as count,
          row_number() over (partition by change order by at) as place from changes)
        select change, before, after, count from numbered where place <= ${shownOfEach} order by change, place`,
      values: [from.version, to.version],
    });
    const countOf = (change: RowChange['change']) => rows.find((row) => row.change === change)?.count ?? 0;
    return {
      added: countOf('added'),
      changed: countOf('changed'),
      removed: countOf('removed'),
      rows: rows.map(({ change, before, after }) => ({ change, before, after })),
    };
  });
}
