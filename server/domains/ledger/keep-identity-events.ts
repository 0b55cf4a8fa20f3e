import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { type IdentityEvent, onIdentityEvent } from '../identity/index.ts';
import { record } from './append-entries.ts';

/** Each sign-in of staff, each account given to staff and each change of an agency's client key is an entry, in the transaction of the act itself. */
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
        detail: detailOf(event),
      },
      { agencyId: event.agencyId },
    );
  });
}

function detailOf(event: IdentityEvent): Record<string, unknown> {
  if (event.kind === 'signIn') return { how: event.how };
  if (event.kind === 'clientKey') return { act: event.act, client: event.clientId };
  return { act: event.act, ...event.given };
}
