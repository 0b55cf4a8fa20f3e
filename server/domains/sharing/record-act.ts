import type { StaffActor } from '../../../contracts/actor.ts';
import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import { requestEntry } from './entries.ts';
import type { Request } from './store.ts';

/** Puts what was done about a request into the ledger, in the transaction that does it. */
export async function recordAct(
  platform: Platform,
  tx: Db,
  request: Request,
  resourceCode: string,
  actor: StaffActor,
  detail: Parameters<typeof requestEntry>[2],
): Promise<void> {
  const [agency, provider] = await Promise.all([agencyById(tx, actor.agencyId), agencyById(tx, request.providerId)]);
  const parties = {
    at: platform.now(),
    provider: provider!,
    resourceCode,
    actor: { agency: agency!, accountId: actor.accountId },
  };
  const { entry, ...ids } = requestEntry(request, parties, detail);
  await record(platform, tx, entry, ids);
}
