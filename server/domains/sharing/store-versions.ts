import type { grantChanges } from '../../../contracts/sharing.ts';
import type { Db } from '../../platform/database.ts';
import { type GrantTerms, termsOf } from './grants.ts';

type VersionTables = {
  'sharing.grant_versions': {
    grant_id: string;
    version: number;
    change: VersionChange;
    reason: string | null;
    agency_id: string | null;
    account_id: string | null;
    at: Date;
    terms: GrantTerms;
  };
};
const tables = (db: Db) => db.withTables<VersionTables>();

export type VersionChange = (typeof grantChanges)[number];
/** Who changed a grant; null: the rules, or a pack. */
export type ChangedBy = { agencyId: string; accountId: string } | null;

export async function insertVersion(
  db: Db,
  grant: GrantTerms & { id: string; version: number; updatedAt: Date },
  change: VersionChange,
  reason: string | null,
  by: ChangedBy,
): Promise<void> {
  await tables(db)
    .insertInto('sharing.grant_versions')
    .values({
      grant_id: grant.id,
      version: grant.version,
      change,
      reason,
      agency_id: by?.agencyId ?? null,
      account_id: by?.accountId ?? null,
      at: grant.updatedAt,
      terms: termsOf(grant),
    })
    .execute();
}

/** What each version of a grant said, the newest first. */
export function versionsOf(db: Db, grantId: string) {
  return tables(db)
    .selectFrom('sharing.grant_versions')
    .select(['version', 'change', 'reason', 'agency_id as agencyId', 'account_id as accountId', 'at', 'terms'])
    .where('grant_id', '=', grantId)
    .orderBy('version', 'desc')
    .execute();
}
