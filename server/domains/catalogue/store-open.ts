import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

/** `openItems`, as SQL on a resource `r`. */
const isOpen = sql<boolean>`r.state = 'published' and r.open_to_public and r.subject_kind <> 'person'
  and r.share_type <> 'withheld' and exists (select from catalogue.items i where i.resource_id = r.id and i.sensitivity = 'none'
    and not i.secret and i.open is distinct from false and i.share_type is distinct from 'withheld')`;

/** Ids of open entries in order, after one. */
export async function openIds(
  db: Db,
  { after, limit, offset = 0 }: { after: string | null; limit: number; offset?: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id from catalogue.resources r where ${isOpen} and (${after}::uuid is null or r.id > ${after}::uuid)
    order by r.id limit ${limit} offset ${offset}`.execute(db);
  return rows.map(({ id }) => id);
}

/** How many entries are open; by provider and by class (its first three digits) too. */
export async function openCounts(db: Db): Promise<{ providerId: string; group: string; count: number }[]> {
  const { rows } = await sql<{ providerId: string; group: string; count: number }>`
    select r.provider_id as "providerId", left(coalesce(r.class_code, ''), 3) as "group", count(*) as count
    from catalogue.resources r where ${isOpen} group by 1, 2`.execute(db);
  return rows;
}

/** Which of these entries are open. */
export async function openAmong(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select r.id from catalogue.resources r where r.id = any(${[...ids]}::uuid[]) and ${isOpen}`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
