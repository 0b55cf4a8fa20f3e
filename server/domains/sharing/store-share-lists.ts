import { type Generated, sql } from 'kysely';
import type { ListGrantee } from '../../../contracts/share-lists.ts';
import type { Db } from '../../platform/database.ts';

type ListTables = {
  'sharing.lists': {
    id: string;
    ordinal: number;
    number: string;
    title: string;
    basis: string;
    effective_on: string;
    grantees: ListGrantee[];
    state: Generated<'draft' | 'published'>;
    version: Generated<number>;
    created_by: string | null;
    created_at: Date;
    published_by: string | null;
    published_at: Date | null;
  };
  'sharing.list_lines': { list_id: string; resource_id: string; act: 'open' | 'withdraw'; items: string[] };
};

const tables = (db: Db) => db.withTables<ListTables>();

export interface ListFields {
  title: string;
  basis: string;
  effectiveOn: string;
  grantees: ListGrantee[];
}

export interface ListRow extends ListFields {
  id: string;
  ordinal: number;
  number: string;
  state: 'draft' | 'published';
  version: number;
  publishedAt: Date | null;
}

export interface LineRow {
  resourceId: string;
  act: 'open' | 'withdraw';
  items: string[];
}

const columns = [
  'id',
  'ordinal',
  'number',
  'title',
  'basis',
  'effective_on as effectiveOn',
  'grantees',
  'state',
  'version',
  'published_at as publishedAt',
] as const;

export function shareLists(db: Db, { drafts }: { drafts: boolean }): Promise<ListRow[]> {
  let query = tables(db).selectFrom('sharing.lists').select(columns).orderBy('ordinal', 'desc').limit(500);
  if (!drafts) query = query.where('state', '=', 'published');
  return query.execute();
}

export function shareListById(db: Db, id: string, { lock = false } = {}): Promise<ListRow | undefined> {
  const query = tables(db).selectFrom('sharing.lists').select(columns).where('id', '=', id);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

export function shareListByOrdinal(db: Db, ordinal: number): Promise<ListRow | undefined> {
  return tables(db).selectFrom('sharing.lists').select(columns).where('ordinal', '=', ordinal).executeTakeFirst();
}

/** The next list's ordinal; lists are begun one at a time. */
export async function nextOrdinal(db: Db): Promise<number> {
  await sql`lock table sharing.lists in share row exclusive mode`.execute(db);
  const { rows } = await sql<{ n: number }>`select coalesce(max(ordinal), 0) + 1 as n from sharing.lists`.execute(db);
  return rows[0]!.n;
}

export async function insertShareList(
  db: Db,
  list: ListFields & { id: string; ordinal: number; number: string; accountId: string | null; at: Date },
): Promise<void> {
  await tables(db)
    .insertInto('sharing.lists')
    .values({
      id: list.id,
      ordinal: list.ordinal,
      number: list.number,
      title: list.title,
      basis: list.basis,
      effective_on: list.effectiveOn,
      grantees: sql`${JSON.stringify(list.grantees)}::jsonb`,
      created_by: list.accountId,
      created_at: list.at,
      published_by: null,
      published_at: null,
    })
    .execute();
}

export async function updateShareList(db: Db, id: string, fields: ListFields, version: number): Promise<void> {
  await tables(db)
    .updateTable('sharing.lists')
    .set({
      title: fields.title,
      basis: fields.basis,
      effective_on: fields.effectiveOn,
      grantees: sql`${JSON.stringify(fields.grantees)}::jsonb`,
      version,
    })
    .where('id', '=', id)
    .execute();
}

export async function markPublished(db: Db, id: string, accountId: string | null, at: Date): Promise<void> {
  await tables(db)
    .updateTable('sharing.lists')
    .set((row) => ({ state: 'published', published_by: accountId, published_at: at, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function deleteShareListRow(db: Db, id: string): Promise<void> {
  await tables(db).deleteFrom('sharing.lists').where('id', '=', id).execute();
}

export function linesOf(db: Db, listId: string): Promise<LineRow[]> {
  return tables(db)
    .selectFrom('sharing.list_lines')
    .select(['resource_id as resourceId', 'act', 'items'])
    .where('list_id', '=', listId)
    .orderBy('resource_id')
    .execute();
}

export interface LineCounts {
  opened: number;
  withdrawn: number;
  items: number;
}

export async function lineCounts(db: Db, listIds: readonly string[]): Promise<Map<string, LineCounts>> {
  if (listIds.length === 0) return new Map();
  const { rows } = await sql<LineCounts & { id: string }>`
    select list_id as id, count(*) filter (where act = 'open') as opened, count(*) filter (where act = 'withdraw') as withdrawn,
      coalesce(sum(cardinality(items)), 0)::bigint as items
    from sharing.list_lines where list_id = any(${[...listIds]}::uuid[]) group by list_id`.execute(db);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}

export async function putLines(db: Db, listId: string, lines: readonly LineRow[]): Promise<void> {
  for (let at = 0; at < lines.length; at += 500) {
    await tables(db)
      .insertInto('sharing.list_lines')
      .values(
        lines.slice(at, at + 500).map(({ resourceId, act, items }) => ({
          list_id: listId,
          resource_id: resourceId,
          act,
          items,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['list_id', 'resource_id'])
          .doUpdateSet((row) => ({ act: row.ref('excluded.act'), items: row.ref('excluded.items') })),
      )
      .execute();
  }
}

export async function deleteLine(db: Db, listId: string, resourceId: string): Promise<boolean> {
  const { numDeletedRows } = await tables(db)
    .deleteFrom('sharing.list_lines')
    .where('list_id', '=', listId)
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Numbers of published lists that opened a resource, by resource. */
export async function listsThatOpened(db: Db, resourceIds: readonly string[]): Promise<Map<string, string[]>> {
  if (resourceIds.length === 0) return new Map();
  const { rows } = await sql<{ resourceId: string; numbers: string[] }>`
    select l.resource_id as "resourceId", array_agg(s.number order by s.ordinal) as numbers
    from sharing.list_lines l join sharing.lists s on s.id = l.list_id
    where s.state = 'published' and l.act = 'open' and l.resource_id = any(${[...resourceIds]}::uuid[])
    group by l.resource_id`.execute(db);
  return new Map(rows.map(({ resourceId, numbers }) => [resourceId, numbers]));
}
