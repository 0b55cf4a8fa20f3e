import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { CaseTables } from './store-cases.ts';

const tables = (db: Db) =>
  db.withTables<CaseTables & { 'services.items': { title: string; title_en: string | null } }>();

/** A case whose next day the agency must keep; who applied is not told. */
export interface DueCase {
  id: string;
  number: string;
  title: string;
  titleEn: string | null;
  agencyId: string;
  state: 'submitted' | 'accepted';
  /** YYYY-MM-DD */
  deadline: string;
  submittedAt: Date;
}

/** Cases that are an agency's turn and due on a day or before it, the most urgent first; of all agencies when none is named. */
export function casesDueBy(
  db: Db,
  { agencyId, until, limit }: { agencyId?: string | undefined; until: string; limit: number },
): Promise<DueCase[]> {
  let query = tables(db)
    .selectFrom('services.cases as c')
    .innerJoin('services.items as i', 'i.key', 'c.item_key')
    .select((row) => [
      'c.id',
      'c.number',
      'i.title',
      'i.title_en as titleEn',
      'i.agency_id as agencyId',
      sql<DueCase['state']>`c.state`.as('state'),
      row.ref('c.deadline').$notNull().as('deadline'),
      row.ref('c.submitted_at').$notNull().as('submittedAt'),
    ])
    .where('c.state', 'in', ['submitted', 'accepted'])
    .where('c.deadline', '<=', until)
    .orderBy('c.deadline')
    .orderBy('c.id')
    .limit(limit);
  if (agencyId !== undefined) query = query.where('i.agency_id', '=', agencyId);
  return query.execute();
}

/** How many cases are an agency's turn in all, whenever they are due. */
export async function countCasesInHand(db: Db, agencyId: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('services.cases as c')
    .innerJoin('services.items as i', 'i.key', 'c.item_key')
    .select((count) => count.fn.countAll<number>().as('count'))
    .where('c.state', 'in', ['submitted', 'accepted'])
    .where('i.agency_id', '=', agencyId)
    .executeTakeFirstOrThrow();
  return row.count;
}
