import type { LedgerEntry } from '../../../contracts/ledger.ts';
import type { Agency } from '../directory/index.ts';
import type { EntryIds } from '../ledger/index.ts';
import type { Judged } from './requests.ts';
import type { Request } from './store.ts';
import type { Grant } from './store-grants.ts';

/** What an entry names beside the row itself. */
export interface EntryParties {
  at: Date;
  /** The agency that acted, and its account; none when the rules acted. */
  actor: { agency: Agency; accountId: string } | null;
  provider: Agency;
  resourceCode: string;
}

type NewEntry = { entry: LedgerEntry } & EntryIds;

function head({ at, actor, provider, resourceCode }: EntryParties) {
  return {
    at: at.toISOString(),
    actor: actor ? { agency: actor.agency.creditCode, account: actor.accountId } : {},
    resource: resourceCode,
    provider: provider.creditCode,
  };
}

/** A request was sent, answered or withdrawn. */
export function requestEntry(
  request: Request,
  parties: EntryParties,
  detail: { act: 'submitted' | 'withdrawn' } | { act: 'answered'; decisions: Judged['decisions'] },
): NewEntry {
  return {
    entry: {
      kind: 'request',
      ...head(parties),
      purpose: request.purpose,
      items: request.items,
      detail: {
        request: request.number,
        ...(detail.act === 'answered'
          ? { act: detail.act, decisions: detail.decisions }
          : {
              act: detail.act,
              legalBasis: request.legalBasis,
              scope: request.scope,
              validUntil: request.validUntil,
              quotaPerDay: request.quotaPerDay,
              dueDate: request.dueDate,
              ruleSet: request.ruleSet,
            }),
      },
    },
    agencyId: parties.actor?.agency.id,
    providerId: request.providerId,
  };
}

/** A grant was made or changed; the entry holds all that its version says. */
export function grantEntry(
  grant: Grant,
  parties: EntryParties,
  detail: { change: 'grant' | 'revocation' | 'suspension' | 'resumption'; consumer: string; request: string | null },
): NewEntry {
  return {
    entry: {
      kind: 'grant',
      ...head(parties),
      grant: { id: grant.id, number: grant.number, version: grant.version },
      purpose: grant.purpose,
      items: grant.items,
      detail: {
        ...detail,
        state: grant.state,
        reason: grant.stateReason,
        legalBasis: grant.legalBasis,
        scope: grant.scope,
        validFrom: grant.validFrom,
        validUntil: grant.validUntil,
        quotaPerDay: grant.quotaPerDay,
      },
    },
    agencyId: parties.actor?.agency.id,
    providerId: grant.providerId,
  };
}
