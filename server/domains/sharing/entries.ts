import type { LedgerEntry } from '../../../contracts/ledger.ts';
import type { RequestAct } from '../../../contracts/sharing.ts';
import type { Agency } from '../directory/index.ts';
import type { EntryIds } from '../ledger/index.ts';
import { termsOf } from './grants.ts';
import type { Judged } from './requests.ts';
import type { Request } from './store.ts';
import type { Consent } from './store-consents.ts';
import type { Grant } from './store-grants.ts';
import type { VersionChange } from './store-versions.ts';

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

/** Something was done about a request. */
export function requestEntry(
  request: Request,
  parties: EntryParties,
  detail:
    | { act: 'submitted' | 'withdrawn' }
    | { act: 'answered'; decisions: Judged['decisions'] }
    | { act: Exclude<RequestAct, 'submitted' | 'withdrawn' | 'answered'>; said: Record<string, unknown> },
): NewEntry {
  return {
    entry: {
      kind: 'request',
      ...head(parties),
      purpose: request.purpose,
      items: request.items,
      detail: {
        request: request.number,
        ...('said' in detail
          ? { act: detail.act, ...detail.said }
          : detail.act === 'answered'
            ? { act: detail.act, decisions: detail.decisions }
            : {
                act: detail.act,
                legalBasis: request.legalBasis,
                needs: request.needs,
                safeguards: request.safeguards,
                scope: request.scope,
                validUntil: request.validUntil,
                quotaPerDay: request.quotaPerDay,
                manners: request.manners,
                ownApplicants: request.ownApplicants,
                expectedPerDay: request.expectedPerDay,
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
  detail: { change: VersionChange; consumer: string | null; request: string | null },
): NewEntry {
  return {
    entry: {
      kind: 'grant',
      ...head(parties),
      grant: { id: grant.id, number: grant.number, version: grant.version },
      ...(grant.purpose !== null && { purpose: grant.purpose }),
      items: grant.items,
      detail: {
        ...detail,
        ...(grant.consumerId === null && { rule: { region: grant.granteeRegion, kind: grant.granteeKind } }),
        ...(grant.list !== null && { list: grant.list }),
        state: grant.state,
        reason: grant.stateReason,
        legalBasis: grant.legalBasis,
        validFrom: grant.validFrom,
        ...termsInEntry(grant),
      },
    },
    agencyId: parties.actor?.agency.id,
    providerId: grant.providerId,
  };
}

function termsInEntry(grant: Grant) {
  const { items: _, hours, ...terms } = termsOf(grant);
  return { ...terms, hours: hours && { ...hours } };
}

export type ConsentAct = 'asked' | 'given' | 'declined' | 'withdrawn';

/** A person was asked to agree to something, or answered; what they were asked stands in each of its entries. */
export function consentEntry(
  consent: Consent,
  {
    at,
    actor,
    consumer,
    provider,
    resourceCode,
  }: Omit<EntryParties, 'actor'> & { actor: LedgerEntry['actor']; consumer: Agency },
  act: ConsentAct,
): NewEntry {
  return {
    entry: {
      kind: 'consent',
      at: at.toISOString(),
      actor,
      subject: consent.subject,
      resource: resourceCode,
      provider: provider.creditCode,
      purpose: consent.purpose,
      ...(consent.caseNumber !== null && { case: consent.caseNumber }),
      items: consent.items,
      detail: {
        act,
        consent: consent.number,
        consumer: consumer.creditCode,
        legalBasis: consent.legalBasis,
        reason: consent.reason,
        ...(act === 'given' && { once: consent.once, validUntil: consent.validUntil }),
      },
    },
    agencyId: actor.agency === undefined ? undefined : consumer.id,
    providerId: provider.id,
  };
}
