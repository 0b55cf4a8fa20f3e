import type { Queryable } from '../../platform/database.ts';
import type { Resource } from '../catalogue/index.ts';
import { columnOf, tableOf, valueSql } from './serving.ts';

/** Of one resource, the rows about a subject: values as text in the order of its items. */
export interface HeldRows {
  resource: Resource;
  rows: (string | null)[][];
  more: boolean;
}

/** Rows shown of one resource; more are told, not shown. */
const rowsShown = 20;

/**
 * Rows about one subject in several resources, in one statement. Each table has the subject's index, so it costs one
 * look-up for each.
 */
export async function rowsAbout(
  on: Queryable,
  subject: string,
  sources: readonly { resource: Resource; tableName: string }[],
): Promise<HeldRows[]> {
  if (sources.length === 0) return [];
  const parts = sources.map(({ resource, tableName }, n) => {
    const record = `json_build_array(${resource.items.map((item) => `${valueSql(item, 'r')}::text`).join(', ')})`;
    return `(select ${n} as n, ${record} as record from ${tableOf(tableName)} r
      where ${subjectColumn(resource)} = $1 limit ${rowsShown + 1})`;
  });
  const { rows } = await on.query<{ n: number; record: (string | null)[] }>({
    text: parts.join(' union all '),
    values: [subject],
  });
  return sources.flatMap(({ resource }, n) => {
    const mine = rows.filter((row) => row.n === n).map(({ record }) => record);
    return mine.length === 0 ? [] : [{ resource, rows: mine.slice(0, rowsShown), more: mine.length > rowsShown }];
  });
}

/** Whether a row about the subject has the stated value now. */
export async function holdsValue(
  on: Queryable,
  tableName: string,
  resource: Resource,
  { subject, item, statedValue }: { subject: string; item: string; statedValue: string },
): Promise<boolean> {
  const found = resource.items.find(({ code }) => code === item);
  if (!found || resource.subjectItem === null) return false;
  const { rows } = await on.query<{ held: boolean }>({
    text: `select exists (select from ${tableOf(tableName)} r
      where ${subjectColumn(resource)} = $1 and ${valueSql(found, 'r')}::text = $2) as held`,
    values: [subject, statedValue.trim()],
  });
  return rows[0]!.held;
}

/** Bare where it is text already, so that its index serves. */
function subjectColumn({ items, subjectItem }: Resource): string {
  const column = `r.${columnOf(subjectItem!)}`;
  const type = items.find(({ code }) => code === subjectItem)?.type ?? 'C';
  return ['C', 'M', 'G'].includes(type) ? column : `${column}::text`;
}
