import type { StaffActor } from '../../../contracts/actor.ts';
import type { LedgerEntry } from '../../../contracts/ledger.ts';
import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';

/** The entry of something that the operator set: what, what it was before, and why. In the transaction that sets it. */
export async function recordSetting(
  platform: Platform,
  tx: Db,
  actor: StaffActor,
  setting: Pick<LedgerEntry, 'purpose' | 'detail'>,
): Promise<void> {
  const agency = (await agencyById(tx, actor.agencyId))!;
  const by = { agency: agency.creditCode, account: actor.accountId };
  const at = platform.now().toISOString();
  await record(platform, tx, { kind: 'setting', at, actor: by, ...setting }, { agencyId: agency.id });
}
