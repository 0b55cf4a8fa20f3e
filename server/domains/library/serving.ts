import type { Item } from '../../../contracts/catalogue.ts';

/**
 * What exchange needs to read rows in one statement of its own making: names and value expressions. All names come from
 * catalogue items, whose codes are `[a-z][a-z0-9_]*`, and are quoted all the same.
 */

/** The quoted column of an item. */
export function columnOf(itemCode: string): string {
  return quoted(itemCode);
}

/** The quoted, schema-qualified table of a snapshot, from `Serving.tableName`. */
export function tableOf(tableName: string): string {
  return `library_data.${quoted(tableName)}`;
}

/**
 * A select of the pointer of one resource: columns version, snapshot, table_name, as_of, row_count. `resourceId` is the
 * placeholder that holds its id, such as `$1`. A statement that joins it reads rows and pointer at one instant: when
 * `table_name` is not the table it read, or that table is gone (SQLSTATE 42P01), it is made again with the new one.
 */
export function pointerSql(resourceId: string): string {
  return `select version, snapshot, table_name, as_of, row_count from library.resources where resource_id = ${resourceId}`;
}

/**
 * An SQL expression of an item's value as replies carry it. Dates are `YYYY-MM-DD`, instants RFC 3339 at +08:00, N and Y
 * decimal text (a JSON number would lose digits), I, B and F numbers, L a boolean, the rest text. `alias` is the table's.
 */
export function valueSql(item: Pick<Item, 'code' | 'type'>, alias: string): string {
  const column = `${alias}.${columnOf(item.code)}`;
  if (item.type === 'D') return `to_char(${column}, 'YYYY-MM-DD')`;
  if (item.type === 'T') return `to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"')`;
  if (item.type === 'N' || item.type === 'Y') return `${column}::text`;
  return column;
}

/** The column as text, bare where it is text already so that its index serves. */
export function textSql(item: Pick<Item, 'code' | 'type'>, alias: string): string {
  const column = `${alias}.${columnOf(item.code)}`;
  return ['C', 'M', 'G'].includes(item.type) ? column : `${column}::text`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
