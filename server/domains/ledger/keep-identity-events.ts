import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { type IdentityEvent, onIdentityEvent } from '../identity/index.ts';
import { record } from './append-entries.ts';
import { pseudonymOf } from './entry.ts';

/** Each sign-in of staff, each act on their accounts, each change of an agency's client key and each delegation is an entry, in the transaction of the act itself. */
export function keepIdentityEvents(platform: Platform): void {
  onIdentityEvent(platform, async (tx, event) => {
    const agencyId = event.kind === 'delegation' ? undefined : event.agencyId;
    const agency = agencyId === undefined ? undefined : await agencyById(tx, agencyId);
    await record(
      platform,
      tx,
      {
        kind: event.kind,
        at: event.at.toISOString(),
        actor: { ...(agency && { agency: agency.creditCode }), account: event.accountId },
        ...(event.kind === 'delegation' && { subject: pseudonymOf(platform.keys, event.organisation) }),
        detail: detailOf(platform, event),
      },
      { agencyId },
    );
  });
}

function detailOf({ keys }: Platform, event: IdentityEvent): Record<string, unknown> {
  if (event.kind === 'signIn') return { how: event.how };
  if (event.kind === 'clientKey') return { act: event.act, client: event.clientId };
  if (event.kind === 'delegation') {
    const agent = pseudonymOf(keys, event.agentCitizenId);
    return { act: event.act, organisation: event.organisation, agent, ...event.given };
  }
  return { act: event.act, ...event.given };
}
