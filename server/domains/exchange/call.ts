import { citizenIdFault, normaliseCitizenId } from '../../../contracts/citizen-id.ts';
import { creditCodeFault } from '../../../contracts/credit-code.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Item, type Resource, resourceByCode, resourceByKey } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { pseudonymOf } from '../ledger/index.ts';
import { purposeByKey, requireNoCitizenId } from '../sharing/index.ts';
import type { Answered } from './append-batch.ts';
import type { PreparedCall } from './read-batch.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';

/** In whose name a call is made: an agency's machine client, or the agency itself for a case that it decides. */
export interface Caller {
  agencyId: string;
  creditCode: string;
  clientId?: string | undefined;
}

export interface Ask {
  /** One of the two: the name within a pack, or the code as published. */
  resourceKey?: string;
  resourceCode?: string;
  /** Citizen ID number or credit code. */
  subject: string;
  /** `guardian` finds the rows in which the number stands as a guardian's, such as a mother's. */
  by?: 'subject' | 'guardian';
  items: readonly string[];
  purpose: string;
  caseReference?: string | undefined;
}

/** A published entry cannot be edited, only its state can change; this is how long that may go unseen, ms. */
const resourceTtl = 2000;

interface Exchange {
  switchboard: Switchboard;
  resources: Map<string, { at: number; resource: Resource; providerCreditCode: string }>;
  purposes: Set<string>;
}

const exchanges = new WeakMap<Platform, Exchange>();

function exchangeOf(platform: Platform): Exchange {
  let exchange = exchanges.get(platform);
  if (!exchange) {
    exchange = { switchboard: createSwitchboard(platform), resources: new Map(), purposes: new Set() };
    exchanges.set(platform, exchange);
  }
  return exchange;
}

/** Takes no more calls and resolves when those taken are answered. */
export async function closeExchange(platform: Platform): Promise<void> {
  await exchanges.get(platform)?.switchboard.close();
}

/**
 * One authorised read, the only way to the library's rows: answered with a receipt, or refused by a rule; either is in the
 * ledger before this returns. Throws the rules of rules.ts (each with `ledgerIndex`); and, without an entry, what is wrong
 * with the question itself: `not-found`, `resource-state`, `item-unknown`, `purpose-unknown`, `subject-invalid`,
 * `resource-not-callable`, `citizen-id-in-text`, and `overloaded`.
 */
export async function call(platform: Platform, caller: Caller, ask: Ask): Promise<Answered> {
  const exchange = exchangeOf(platform);
  const prepared = await prepare(platform, exchange, caller, ask);
  for (;;) {
    const outcome = await exchange.switchboard.submit(prepared);
    if (outcome.kind === 'answered') return outcome.answer;
    if (outcome.kind === 'refused') throw outcome.error;
  }
}

async function prepare(platform: Platform, exchange: Exchange, caller: Caller, ask: Ask): Promise<PreparedCall> {
  const { resource, providerCreditCode } = await knownResource(platform, exchange, ask);
  const items = [...new Set(ask.items)].sort().map((code) => itemOf(resource, code));
  await requirePurpose(platform, exchange, ask.purpose);
  if (ask.caseReference !== undefined) requireNoCitizenId('/caseReference', ask.caseReference);
  const match = matchItems(resource, ask.by ?? 'subject');
  const subject = subjectNumber(resource, match, ask.subject);
  return {
    agencyId: caller.agencyId,
    clientId: caller.clientId ?? null,
    caller: { creditCode: caller.creditCode },
    purpose: ask.purpose,
    subject,
    pseudonym: resource.subjectKind === 'none' ? null : pseudonymOf(platform.keys, subject),
    resource: { id: resource.id, code: resource.code!, providerId: resource.providerId, providerCreditCode },
    items,
    itemCodes: items.map((item) => item.code).join(),
    match,
    caseReference: ask.caseReference ?? null,
  };
}

async function knownResource(platform: Platform, { resources }: Exchange, ask: Ask) {
  const name = ask.resourceCode ?? `key:${ask.resourceKey}`;
  const now = Date.now();
  const known = resources.get(name);
  if (known && now - known.at < resourceTtl) return known;
  const { db } = platform;
  const resource =
    ask.resourceCode === undefined
      ? await resourceByKey(db, ask.resourceKey ?? '')
      : await resourceByCode(db, ask.resourceCode);
  if (!resource?.code) throw new DomainError('not-found');
  if (resource.state !== 'published') throw new DomainError('resource-state', { state: resource.state });
  const provider = await agencyById(db, resource.providerId);
  const fresh = { at: now, resource, providerCreditCode: provider!.creditCode };
  resources.set(name, fresh);
  return fresh;
}

async function requirePurpose(platform: Platform, { purposes }: Exchange, purpose: string): Promise<void> {
  if (purposes.has(purpose)) return;
  // Purposes are added and renamed but never taken away, so one that was found stays known.
  if (!(await purposeByKey(platform.db, purpose))) throw new DomainError('purpose-unknown', { purpose });
  purposes.add(purpose);
}

/** The items that the asked number is matched against; a resource about no one is asked by its one key. */
function matchItems(resource: Resource, by: 'subject' | 'guardian'): Item[] {
  const single = resource.subjectItem ?? (resource.keyItems.length === 1 ? resource.keyItems[0]! : null);
  const codes = by === 'guardian' ? resource.guardianItems : single === null ? [] : [single];
  if (codes.length === 0) throw new DomainError('resource-not-callable');
  return codes.map((code) => itemOf(resource, code));
}

function itemOf(resource: Resource, code: string): Item {
  const item = resource.items.find((each) => each.code === code);
  if (!item) throw new DomainError('item-unknown', { item: code });
  return item;
}

/** The number as the library keeps it. Throws `subject-invalid` for one that no row can hold (GB 11643, GB 32100). */
function subjectNumber(resource: Resource, match: readonly Item[], given: string): string {
  const subject = resource.subjectKind === 'person' ? normaliseCitizenId(given) : given.trim();
  const checks = new Set(match.map((item) => item.check));
  const fault = checks.has('citizenId')
    ? citizenIdFault(subject)
    : checks.has('creditCode')
      ? creditCodeFault(subject)
      : null;
  if (fault) throw new DomainError('subject-invalid', { fault });
  return subject;
}
