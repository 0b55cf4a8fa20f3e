import { type SqlBool, sql } from 'kysely';
import type { EntryKind } from '../../../contracts/ledger.ts';
import type { Db } from '../../platform/database.ts';
import { type KeptEntry, type LedgerTables, logId } from './store.ts';

const tables = (db: Db) => db.withTables<LedgerTables>();

/** What entries about a subject are narrowed to. A subject has some thousands at most, so that nothing more is indexed. */
export interface AboutFilter {
  /** Credit code of who acted; '' for who gave no name. */
  agency?: string | undefined;
  /** Resource code, or `licence/TYPE` for a licence that was shown. */
  resource?: string | undefined;
  purpose?: string | undefined;
  from?: Date | undefined;
  /** Before this instant. */
  until?: Date | undefined;
  /** YYYY-MM-DD: no entries that are withheld from their subject beyond this day. */
  toldOn?: string | undefined;
  /** At least one of these is so. */
  anyOf?: { agencies: string[]; resources: string[]; purposes: string[]; caseNumber: string } | undefined;
}

const agency = sql<string>`coalesce(body::jsonb #>> '{actor,agency}', '')`;
const resource = sql<string>`coalesce(body::jsonb ->> 'resource', 'licence/' || (body::jsonb #>> '{detail,type}'), '')`;
const purpose = sql<string>`coalesce(body::jsonb ->> 'purpose', '')`;

/** The day until which its subject is not told of an entry; ISO days compare as text. */
const withheldUntil = sql<string>`coalesce(body::jsonb #>> '{detail,withheldUntil}', '')`;

/** Entries about any of the subjects, the newest first; those below `before` when it is given. */
export async function entriesOfSubjects(
  db: Db,
  {
    subjects,
    kinds,
    before,
    limit,
    filter = {},
  }: {
    subjects: string[];
    kinds?: string[] | undefined;
    before: number | null;
    limit: number;
    filter?: AboutFilter | undefined;
  },
): Promise<KeptEntry[]> {
  if (subjects.length === 0) return [];
  let query = tables(db)
    .selectFrom('ledger.entries')
    .select(['index', 'body'])
    .where('log_id', '=', logId)
    .where('subject', 'in', subjects);
  if (kinds) query = query.where('kind', 'in', kinds);
  if (before !== null) query = query.where('index', '<', before);
  if (filter.from) query = query.where('at', '>=', filter.from);
  if (filter.until) query = query.where('at', '<', filter.until);
  if (filter.agency !== undefined) query = query.where(sql<SqlBool>`${agency} = ${filter.agency}`);
  if (filter.resource !== undefined) query = query.where(sql<SqlBool>`${resource} = ${filter.resource}`);
  if (filter.purpose !== undefined) query = query.where(sql<SqlBool>`${purpose} = ${filter.purpose}`);
  if (filter.toldOn !== undefined) query = query.where(sql<SqlBool>`${withheldUntil} <= ${filter.toldOn}`);
  if (filter.anyOf) {
    const { agencies, resources, purposes, caseNumber } = filter.anyOf;
    query = query.where(
      sql<SqlBool>`(${agency} = any(${agencies}::text[]) or ${resource} = any(${resources}::text[])
        or ${purpose} = any(${purposes}::text[]) or body::jsonb ->> 'case' = ${caseNumber})`,
    );
  }
  const rows = await query.orderBy('index', 'desc').limit(limit).execute();
  return rows.map(({ index, body }) => ({ index, body: JSON.parse(body) as KeptEntry['body'] }));
}

/** How many entries about a subject there are of one sort in one month. */
export interface AboutCount {
  kind: EntryKind;
  agency: string;
  resource: string;
  /** As the entry itself names what was shown, where it does. */
  name: string | null;
  purpose: string;
  /** YYYY-MM in Shanghai. */
  month: string;
  count: number;
}

/** Counts of the entries that the subjects may be told of on a day (YYYY-MM-DD), and how many are withheld beyond it. */
export async function countEntriesAbout(
  db: Db,
  subjects: string[],
  kinds: EntryKind[],
  day: string,
): Promise<{ counts: AboutCount[]; withheld: number }> {
  if (subjects.length === 0) return { counts: [], withheld: 0 };
  const about = tables(db)
    .selectFrom('ledger.entries')
    .where('log_id', '=', logId)
    .where('subject', 'in', subjects)
    .where('kind', 'in', kinds);
  const rows = await about
    .select((select) => [
      sql<EntryKind>`kind`.as('kind'),
      agency.as('agency'),
      resource.as('resource'),
      sql<string | null>`max(body::jsonb #>> '{detail,name}')`.as('name'),
      purpose.as('purpose'),
      sql<string>`to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM')`.as('month'),
      select.fn.countAll<number>().as('count'),
    ])
    .where(sql<SqlBool>`${withheldUntil} <= ${day}`)
    .groupBy([sql`1`, sql`2`, sql`3`, sql`5`, sql`6`])
    .execute();
  const { withheld } = await about
    .where(sql<SqlBool>`${withheldUntil} > ${day}`)
    .select((select) => select.fn.countAll<number>().as('withheld'))
    .executeTakeFirstOrThrow();
  return { counts: rows.map((row) => ({ ...row, count: Number(row.count) })), withheld: Number(withheld) };
}
