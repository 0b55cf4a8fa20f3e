import { agencies, type TestWorld } from '../../testing/harness.ts';

export interface TestTable {
  resourceId: string;
  snapshot: number;
  /** Column → SQL type. */
  columns: Record<string, string>;
  rows: readonly (readonly unknown[])[];
}

/** Lets a resource be served from a fresh table, as the last step of an ingest does: a new table, then the pointer. */
export async function serveTable(
  world: TestWorld,
  { resourceId, snapshot, columns, rows }: TestTable,
): Promise<string> {
  const { pool } = world.platform.database;
  const table = `t_${resourceId.slice(-4)}_${snapshot}`;
  const names = Object.keys(columns);
  await pool.query(
    `create table library_data.${table} (${names.map((name) => `"${name}" ${columns[name]}`).join(', ')})`,
  );
  for (const row of rows) {
    const places = row.map((_, place) => `$${place + 1}`);
    await pool.query(`insert into library_data.${table} values (${places.join(', ')})`, [...row]);
  }
  const batch = `00000000-0000-7000-8000-00${resourceId.slice(-4)}${String(snapshot).padStart(6, '0')}`;
  await pool.query(
    "insert into library.batches (id, resource_id, mode, file_name, state) values ($1, $2, 'replace', 'test', 'serving')",
    [batch, resourceId],
  );
  await pool.query(
    `with snapshot as (
       insert into library.snapshots (resource_id, number, table_name, batch_id, row_count, as_of)
       values ($1, $2, $3, $4, $5, '2026-09-01T00:00:00Z') returning *
     )
     insert into library.resources (resource_id, snapshot, table_name, version, row_count, as_of)
     select resource_id, number, table_name, number, row_count, as_of from snapshot
     on conflict (resource_id) do update set snapshot = excluded.snapshot, table_name = excluded.table_name,
       version = excluded.version, row_count = excluded.row_count`,
    [resourceId, snapshot, table, batch, rows.length],
  );
  return table;
}

export interface TestGrant {
  n: number;
  resourceId: string;
  items: string[];
  /** An agency's id, or a rule. */
  consumerId?: string;
  rule?: { region: string; kind: string | null } | null;
  purpose?: string | null;
  scope?: object;
  validFrom?: string;
  validUntil?: string;
  quotaPerMinute?: number | null;
  quotaPerDay?: number | null;
  quotaTotal?: number | null;
  manners?: string[];
  hours?: { opens: number; closes: number } | null;
  workingDaysOnly?: boolean;
  ownApplicants?: boolean;
  state?: string;
}

/** Puts a grant as it stands; its number is G-n. Returns its id. */
export async function plantGrant(world: TestWorld, grant: TestGrant): Promise<string> {
  const id = `00000000-0000-7000-8000-0000003${String(grant.n).padStart(5, '0')}`;
  await world.platform.database.pool.query(
    `insert into sharing.grants (id, number, consumer_id, provider_id, resource_id, items, purpose, scope, legal_basis, valid_from, valid_until,
       quota_per_minute, quota_per_day, quota_total, state, grantee_region, grantee_kind, manners, opens_at, closes_at, working_days_only,
       own_applicants)
     values ($1, $2, $3, $4, $5, $6, $7, $8, '《测试法》', $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
    [
      id,
      `G-${grant.n}`,
      grant.rule ? null : (grant.consumerId ?? agencies.consumer.id),
      agencies.provider.id,
      grant.resourceId,
      grant.items,
      grant.purpose === undefined ? 'newborn' : grant.purpose,
      grant.scope ?? {},
      grant.validFrom ?? '2026-01-01',
      grant.validUntil ?? '2026-12-31',
      grant.quotaPerMinute ?? null,
      grant.quotaPerDay ?? null,
      grant.quotaTotal ?? null,
      grant.state ?? 'active',
      grant.rule?.region ?? null,
      grant.rule?.kind ?? null,
      grant.manners ?? ['call', 'verification', 'batch', 'subscription'],
      grant.hours?.opens ?? null,
      grant.hours?.closes ?? null,
      grant.workingDaysOnly ?? false,
      grant.ownApplicants ?? false,
    ],
  );
  return id;
}
