import type { Queryable } from '../../platform/database.ts';
import type { Item } from '../catalogue/index.ts';
import { columnOf, tableOf, textSql } from './serving.ts';
import type { Shape } from './store-data.ts';
import { asOfSql, hasHistory, historyTable } from './store-history.ts';

/** A version whose rows can still be read. */
interface KeptVersion {
  version: number;
  tableName: string;
  asOf: Date;
}

/** From one version to another; `from` null: from nothing at all. */
export interface Span {
  from: KeptVersion | null;
  to: KeptVersion;
}

/** The two versions of a resource; null when one of them can no longer be read. */
export async function spanOf(on: Queryable, resourceId: string, from: number | null, to: number): Promise<Span | null> {
  const { rows } = await on.query<KeptVersion>({
    text: `select v.version, s.table_name as "tableName", v.as_of as "asOf" from library.versions v
      join library.snapshots s on s.resource_id = v.resource_id and s.number = v.snapshot
      where v.resource_id = $1 and v.version = any($2::bigint[]) and v.kept`,
    values: [resourceId, [from ?? to, to]],
  });
  const found = (version: number | null) => rows.find((row) => row.version === version);
  const last = found(to);
  if (!last || (from !== null && !found(from))) return null;
  return { from: found(from) ?? null, to: last };
}

/**
 * Subjects whose rows may differ between two versions, in their order and after one of them, `limit` at most. Within one
 * snapshot its history names them, so that a small change of a large resource is found at once; else it is all of both.
 */
export async function touchedSubjects(
  on: Queryable,
  { from, to }: Span,
  shape: Pick<Shape, 'keyItems'>,
  { subject, after, limit }: { subject: Pick<Item, 'code' | 'type'>; after: string | null; limit: number },
): Promise<string[]> {
  if (from?.version === to.version) return [];
  const subjectsIn = (source: string, alias: string, condition = 'true') =>
    `(select distinct ${textSql(subject, alias)} as subject from ${source}
      where ${condition} and ${textSql(subject, alias)} > $1::text order by 1 limit $2::int)`;
  const values: unknown[] = [after ?? '', limit];
  const parts: string[] = [];
  if (from?.tableName !== to.tableName) {
    parts.push(...[from, to].flatMap((each) => (each ? [subjectsIn(`${tableOf(each.tableName)} t`, 't')] : [])));
  }
  // What was done to a snapshot since either version: rows that stood there then may stand in its history alone.
  for (const tableName of new Set([from?.tableName ?? to.tableName, to.tableName])) {
    if (!(await hasHistory(on, tableName))) continue;
    const history = `${tableOf(historyTable(tableName))} h`;
    const least = Math.min(...[from, to].flatMap((each) => (each?.tableName === tableName ? [each.version] : [])));
    const since = `h."_version" > $${values.push(least)}`;
    const key = shape.keyItems.map((code) => `t.${columnOf(code)} = h.${columnOf(code)}`).join(' and ');
    parts.push(subjectsIn(history, 'h', `${since} and h."_act" <> 'i'`));
    if (from?.tableName === to.tableName) {
      parts.push(subjectsIn(`${tableOf(tableName)} t join ${history} on ${key}`, 't', since));
    }
  }
  if (parts.length === 0) return [];
  const { rows } = await on.query<{ subject: string }>({
    text: `select subject from (${parts.join(' union ')}) touched order by 1 limit $2::int`,
    values,
  });
  return rows.map((row) => row.subject);
}

/** A select of the items of all rows as they stood at a version. */
export async function rowsAtSql(on: Queryable, { tableName, version }: KeptVersion, shape: Shape): Promise<string> {
  return asOfSql(tableName, `${version}::bigint`, await hasHistory(on, tableName), shape);
}
