import { type SqlBool, sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { CaseRow } from './case-data.ts';
import { type CaseTables, caseRows } from './store-cases.ts';
import type { ItemTables } from './store-items.ts';
import type { RatingTables } from './store-ratings.ts';

const tables = (db: Db) => db.withTables<CaseTables & ItemTables & RatingTables>();

export interface QueueFilter {
  /** All that are to be ended when absent; `closed` looks back, `badRating` at those that owe a call-back. */
  state?: 'submitted' | 'correction' | 'accepted' | 'closed' | 'badRating' | undefined;
  service?: string | undefined;
  /** Part of a case number. */
  q?: string | undefined;
  /** Only those whose day is before this one. */
  lateOn?: string | undefined;
}

export interface QueueOrder {
  by: 'deadline' | 'submitted';
  descending: boolean;
}

const open = ['submitted', 'correction', 'accepted'] as const;

/** The days are compared as text, so that no day sorts last. */
const keys = {
  deadline: sql<string>`coalesce(services.cases.deadline::text, '9999-12-31')`,
  submitted: sql<string>`to_char(services.cases.submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
};

/** The key by which a page of the queue goes on after a row. */
export function queueKey(row: CaseRow, by: QueueOrder['by']): readonly string[] {
  const submitted = row.submittedAt?.toISOString().replace('Z', '000') ?? '';
  return [by === 'deadline' ? (row.deadline ?? '9999-12-31') : submitted, row.id];
}

/** Cases of an agency's items, `limit + 1` rows. */
export function casesOfAgency(
  db: Db,
  agencyId: string,
  filter: QueueFilter,
  order: QueueOrder,
  page: { after: readonly (string | number)[] | null; limit: number },
): Promise<CaseRow[]> {
  const key = keys[order.by];
  const direction = order.descending ? 'desc' : 'asc';
  let query = caseRows(db)
    .where('item_key', 'in', tables(db).selectFrom('services.items').select('key').where('agency_id', '=', agencyId))
    .where('state', 'in', filter.state === undefined ? open : [filter.state === 'badRating' ? 'closed' : filter.state])
    .where('submitted_at', 'is not', null)
    .orderBy(key, direction)
    .orderBy('id', direction)
    .limit(page.limit + 1);
  if (filter.state === 'badRating') {
    const owed = tables(db)
      .selectFrom('services.ratings')
      .select('case_id')
      .where('level', '>=', 4)
      .where('answered_at', 'is', null);
    query = query.where('id', 'in', owed);
  }
  if (filter.service) query = query.where('item_key', '=', filter.service);
  if (filter.q) query = query.where('number', 'like', `%${filter.q}%`);
  if (filter.lateOn) query = query.where('deadline', '<', filter.lateOn);
  if (page.after) {
    const beyond = order.descending ? sql`<` : sql`>`;
    query = query.where(
      sql<SqlBool>`(${key}, services.cases.id::text) ${beyond} (${String(page.after[0])}, ${String(page.after[1])})`,
    );
  }
  return query.execute();
}

export interface QueueCount {
  service: string;
  title: { zh: string; en: string };
  state: (typeof open)[number];
  count: number;
  late: number;
}

/** How many cases an agency has to end, by service item and state. */
export function countQueue(db: Db, agencyId: string, today: string): Promise<QueueCount[]> {
  return tables(db)
    .selectFrom('services.cases as c')
    .innerJoin('services.items as i', 'i.key', 'c.item_key')
    .select((row) => [
      'i.key as service',
      sql<QueueCount['title']>`i.definition->'title'`.as('title'),
      sql<QueueCount['state']>`c.state`.as('state'),
      row.fn.countAll<number>().as('count'),
      row.fn.countAll<number>().filterWhere('c.deadline', '<', today).as('late'),
    ])
    .where('i.agency_id', '=', agencyId)
    .where('c.state', 'in', open)
    .groupBy(['i.key', 'i.definition', 'c.state'])
    .orderBy('i.key')
    .execute();
}
