import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { pseudonymOf, record } from '../ledger/index.ts';
import { insertEvent, type LicenceRow, lockIssuersLicence, setState } from './store.ts';
import { type StateChange, stateAfter } from './validity.ts';

/**
 * The issuer suspends, resumes or revokes a licence, with its reason, which the holder reads (行政许可法 art. 69, 70).
 * Another agency's licence does not exist for the caller. Throws `licence-unknown` or `licence-state`.
 */
export function changeLicenceState(
  platform: Platform,
  staff: { accountId: string; agencyId: string },
  id: string,
  change: StateChange,
  reason: string,
): Promise<LicenceRow> {
  return platform.db.transaction().execute(async (tx) => {
    const licence = await lockIssuersLicence(tx, id, staff.agencyId);
    const issuer = await agencyById(tx, staff.agencyId);
    if (!licence || !issuer) throw new DomainError('licence-unknown');
    const state = stateAfter(licence.state, change);
    if (!state) throw new DomainError('licence-state', { state: licence.state });
    const now = platform.now();
    await setState(tx, id, state, reason);
    await insertEvent(tx, { licenceId: id, at: now, accountId: staff.accountId, event: change, reason });
    await record(
      platform,
      tx,
      {
        kind: 'licence',
        at: now.toISOString(),
        actor: { agency: issuer.creditCode, account: staff.accountId },
        subject: pseudonymOf(platform.keys, licence.holderNumber),
        detail: { act: change, identifier: licence.identifier, type: licence.typeKey },
      },
      { agencyId: issuer.id },
    );
    return { ...licence, state, stateReason: reason };
  });
}
