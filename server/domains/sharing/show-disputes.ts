import type { Db } from '../../platform/database.ts';
import { type Dispute, disputesOf } from './store-disputes.ts';

/** Disputes by request, the oldest first. */
export async function disputesByRequest(db: Db, requestIds: readonly string[]): Promise<Map<string, Dispute[]>> {
  const byRequest = new Map<string, Dispute[]>();
  for (const dispute of await disputesOf(db, requestIds)) {
    byRequest.set(dispute.requestId, [...(byRequest.get(dispute.requestId) ?? []), dispute]);
  }
  return byRequest;
}
