import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { onIdentityEvent } from '../identity/index.ts';
import { record } from './append-entries.ts';

/** Each sign-in of staff and each change of an agency's client key is an entry, in the transaction of the act itself. */
export function keepIdentityEvents(platform: Platform): void {
  onIdentityEvent(platform, async (tx, event) => {
    const agency = await agencyById(tx, event.agencyId);
    await record(
      platform,
      tx,
      {
        kind: event.kind,
        at: event.at.toISOString(),
        actor: { ...(agency && { agency: agency.creditCode }), account: event.accountId },
        detail: event.kind === 'signIn' ? { how: event.how } : { act: event.act, client: event.clientId },
      },
      { agencyId: event.agencyId },
    );
  });
}
