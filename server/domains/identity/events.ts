import type { StaffRole } from '../../../contracts/actor.ts';
import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';

/** What identity does that a floor above has to keep: staff signed in, their accounts or an agency's client key changed; a delegation was given or taken. */
export type IdentityEvent =
  | { kind: 'signIn'; accountId: string; agencyId: string; at: Date; how: 'password' }
  | {
      kind: 'clientKey';
      act: 'created' | 'rotated' | 'revoked';
      clientId: string;
      agencyId: string;
      accountId: string;
      at: Date;
    }
  | {
      kind: 'account';
      act: AccountAct;
      /** Who did it: an operator, or the owner of the account. */
      accountId: string;
      agencyId: string;
      /** The account, the credit code of its agency, and its roles after the act. */
      given: { account: string; agency: string; roles: StaffRole[] };
      at: Date;
    }
  | {
      kind: 'delegation';
      act: 'granted' | 'revoked';
      /** The legal representative. */
      accountId: string;
      /** Credit code. */
      organisation: string;
      agentCitizenId: string;
      given: { delegation: string; scope: string[]; validFrom: string; validUntil: string };
      at: Date;
    };

export type AccountAct = 'created' | 'roles' | 'closed' | 'reopened' | 'passwordReset' | 'passwordChanged';

type Listener = (tx: Db, event: IdentityEvent) => Promise<void>;

const listeners = new WeakMap<Platform, Listener[]>();

/**
 * Has a floor above told of identity's acts. The listener runs in the act's own transaction: if it fails, the act has
 * not happened. (Identity lies below the ledger and cannot call it.)
 */
export function onIdentityEvent(platform: Platform, listener: Listener): void {
  listeners.set(platform, [...(listeners.get(platform) ?? []), listener]);
}

export async function tell(platform: Platform, tx: Db, event: IdentityEvent): Promise<void> {
  for (const listener of listeners.get(platform) ?? []) await listener(tx, event);
}
