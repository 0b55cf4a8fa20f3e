import type { Queryable } from '../../platform/database.ts';
import type { Item, Resource } from '../catalogue/index.ts';
import { rowsAtSql, type Span, textSql, valueSql } from '../library/index.ts';
import { coversSql } from '../sharing/index.ts';
import { timely } from './store-found.ts';
import { maxRecords } from './store-lookup.ts';

export interface ChangedSubject {
  subject: string;
  /** The records that stand now, values in the order of the items; null where they are more than one answer holds. */
  records: unknown[][] | null;
}

interface Told {
  /** What is told, and compared: nothing else of a row can make it a change. */
  items: readonly Item[];
  subject: Item;
  scope: string | null;
  entry: Resource;
}

/** Those of the subjects, in their order and `limit` at most, of whom a grant tells other records at the end of a span than at its start. */
export async function changedSubjects(
  on: Queryable,
  { from, to }: Span,
  { items, subject, scope, entry }: Told,
  subjects: readonly string[],
  limit: number,
): Promise<ChangedSubject[]> {
  const needed = new Set([...items.map(({ code }) => code), subject.code, ...entry.keyItems, ...scopeItems(scope)]);
  const shape = { ...entry, items: entry.items.filter(({ code }) => needed.has(code)) };
  const record = `json_build_array(${items.map((item) => valueSql(item, 'r')).join(', ')})`;
  const values: unknown[] = [subjects, limit, ...(scope === null ? [] : [scope])];
  const covered = scope === null ? '' : `and ${coversSql('$3::jsonb', 'r')}`;
  const recordsAt = async (version: Span['to']) =>
    `select ${textSql(subject, 'r')} as subject, array_agg(${record}::text order by ${record}::text) as told
      from (select * from (${await rowsAtSql(on, version, shape)}) kept) r
      where ${textSql(subject, 'r')} = any($1::text[]) ${covered} group by 1`;
  const before = from ? await recordsAt(from) : 'select null::text as subject, null::text[] as told';
  const { rows } = await timely(
    on.query<{ subject: string; told: string[] | null; count: number }>({
      text: `with before as (${before}), now as (${await recordsAt(to)})
        select asked.subject, coalesce(cardinality(now.told), 0) as count,
          case when cardinality(now.told) <= ${maxRecords} then now.told end as told
        from unnest($1::text[]) with ordinality as asked(subject, place)
          left join before on before.subject = asked.subject left join now on now.subject = asked.subject
        where before.told is distinct from now.told
        order by place limit $2::int`,
      values,
    }),
  );
  return rows.map(({ subject, told, count }) => ({
    subject,
    records: told === null && count > 0 ? null : (told ?? []).map((each) => JSON.parse(each) as unknown[]),
  }));
}

/** Items by which a scope leaves rows out. */
function scopeItems(scope: string | null): string[] {
  return scope === null ? [] : Object.keys((JSON.parse(scope) as { rows?: object }).rows ?? {});
}
