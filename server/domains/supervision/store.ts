import type { Db, Queryable } from '../../platform/database.ts';

type Tables = {
  'supervision.progress': { name: string; next_index: number };
  'supervision.flows': {
    day: string;
    provider_id: string;
    consumer_id: string;
    resource_code: string;
    purpose: string;
    calls: number;
    refusals: number;
    people: Buffer;
    last_at: Date;
  };
  'supervision.entry_counts': { day: string; kind: string; entries: number };
};
const tables = (db: Db) => db.withTables<Tables>();

/** The first index that a count has not come to, locked until the transaction ends; null while another process counts. */
export async function claimProgress(on: Queryable, name: string): Promise<number | null> {
  const { rows } = await on.query<{ nextIndex: number }>({
    text: `select next_index as "nextIndex" from supervision.progress where name = $1 for update skip locked`,
    values: [name],
  });
  return rows[0]?.nextIndex ?? null;
}

export async function countedUpTo(db: Db): Promise<number> {
  const row = await tables(db)
    .selectFrom('supervision.progress')
    .select('next_index as nextIndex')
    .where('name', '=', 'entries')
    .executeTakeFirstOrThrow();
  return row.nextIndex;
}

export async function setProgress(on: Queryable, name: string, nextIndex: number): Promise<void> {
  await on.query({
    text: `update supervision.progress set next_index = $2 where name = $1`,
    values: [name, nextIndex],
  });
}

export async function addEntryCounts(
  on: Queryable,
  counts: readonly { day: string; kind: string; entries: number }[],
): Promise<void> {
  await on.query({
    text: `insert into supervision.entry_counts as c (day, kind, entries)
      select * from unnest($1::date[], $2::text[], $3::bigint[])
      on conflict (day, kind) do update set entries = c.entries + excluded.entries`,
    values: [counts.map((row) => row.day), counts.map((row) => row.kind), counts.map((row) => row.entries)],
  });
}

export interface FlowKey {
  day: string;
  providerId: string;
  consumerId: string;
  resourceCode: string;
  purpose: string;
}

const keyOf = (flow: FlowKey) => [flow.day, flow.providerId, flow.consumerId, flow.resourceCode, flow.purpose];

export async function sketchOf(on: Queryable, flow: FlowKey): Promise<Buffer | null> {
  const { rows } = await on.query<{ people: Buffer }>({
    text: `select people from supervision.flows
      where day = $1 and provider_id = $2 and consumer_id = $3 and resource_code = $4 and purpose = $5`,
    values: keyOf(flow),
  });
  return rows[0]?.people ?? null;
}

/** Adds counts to a day's flow; its sketch is replaced by one that holds the old. */
export async function addFlow(
  on: Queryable,
  flow: FlowKey & { calls: number; refusals: number; lastAt: Date; people: Uint8Array },
): Promise<void> {
  await on.query({
    text: `insert into supervision.flows as f
        (day, provider_id, consumer_id, resource_code, purpose, calls, refusals, last_at, people)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (day, provider_id, consumer_id, resource_code, purpose) do update set calls = f.calls + excluded.calls,
        refusals = f.refusals + excluded.refusals, last_at = greatest(f.last_at, excluded.last_at), people = excluded.people`,
    values: [...keyOf(flow), flow.calls, flow.refusals, flow.lastAt, Buffer.from(flow.people)],
  });
}

export interface FlowDay extends Omit<FlowKey, 'day'> {
  calls: number;
  refusals: number;
  people: Buffer;
  lastAt: Date;
}

/** Flows of a period by day, of all agencies or of one, given and taken. */
export function flowsOf(
  db: Db,
  { from, to, agencyId }: { from: string; to: string; agencyId?: string | undefined },
): Promise<FlowDay[]> {
  let query = tables(db)
    .selectFrom('supervision.flows')
    .select([
      'provider_id as providerId',
      'consumer_id as consumerId',
      'resource_code as resourceCode',
      'purpose',
      'calls',
      'refusals',
      'people',
      'last_at as lastAt',
    ])
    .where('day', '>=', from)
    .where('day', '<=', to);
  if (agencyId !== undefined) {
    query = query.where((where) =>
      where.or([where('provider_id', '=', agencyId), where('consumer_id', '=', agencyId)]),
    );
  }
  return query.execute();
}

/** What an agency's clients and cases asked in a period. */
export async function usesBy(
  db: Db,
  side: 'consumer_id' | 'provider_id',
  agencyId: string,
  from: string,
): Promise<{ calls: number; refusals: number; lastAt: Date | null; lastRefusal: string | null }> {
  const row = await tables(db)
    .selectFrom('supervision.flows')
    .select((flow) => [
      flow.fn.sum<string | null>('calls').as('calls'),
      flow.fn.sum<string | null>('refusals').as('refusals'),
      flow.fn.max('last_at').as('lastAt'),
      flow.fn.max('day').filterWhere('refusals', '>', 0).as('lastRefusal'),
    ])
    .where(side, '=', agencyId)
    .where('day', '>=', from)
    .executeTakeFirst();
  return {
    calls: Number(row?.calls ?? 0),
    refusals: Number(row?.refusals ?? 0),
    lastAt: row?.lastAt ?? null,
    lastRefusal: row?.lastRefusal ?? null,
  };
}

export function entryCountsFrom(db: Db, from: string): Promise<{ day: string; kind: string; entries: number }[]> {
  return tables(db)
    .selectFrom('supervision.entry_counts')
    .select(['day', 'kind', 'entries'])
    .where('day', '>=', from)
    .orderBy('day')
    .orderBy('kind')
    .execute();
}
