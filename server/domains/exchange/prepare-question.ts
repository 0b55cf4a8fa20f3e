import { citizenIdFault, normaliseCitizenId } from '../../../contracts/citizen-id.ts';
import { creditCodeFault } from '../../../contracts/credit-code.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Item, type Resource, resourceByCode, resourceByKey } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { pseudonymOf } from '../ledger/index.ts';
import { purposeByKey, requireNoCitizenId } from '../sharing/index.ts';
import type { PreparedCall } from './read-batch.ts';

/** In whose name a call is made: an agency's machine client, or the agency itself for a case that it decides. */
export interface Caller {
  agencyId: string;
  creditCode: string;
  clientId?: string | undefined;
}

/** Of what, by which items, why: the same for a call about one subject, about many, or about none in particular. */
export interface AskedQuestion {
  /** One of the two: the name within a pack, or the code as published. */
  resourceKey?: string;
  resourceCode?: string;
  /** `guardian` finds the rows in which the number stands as a guardian's, such as a mother's. */
  by?: 'subject' | 'guardian';
  items: readonly string[];
  purpose: string;
  caseReference?: string | undefined;
}

/** A question that is right in itself; what it gets is for the grants to say. */
export type Question = Omit<PreparedCall, 'subject' | 'pseudonym'> & { entry: Resource };

/**
 * How long a new edition or state of an entry may go unseen, ms. Types, key and subject of a published entry never change and its
 * columns stay, so that what the old edition allows can be read meanwhile.
 */
const resourceTtl = 2000;

interface KnownResource {
  resource: Resource;
  providerCreditCode: string;
}

/** What a process remembers of catalogue and purposes. */
export interface Known {
  resources: Map<string, { at: number; state: string | null; found: Promise<KnownResource> }>;
  purposes: Set<string>;
  /** The state of what calls rest on, and when it was seen last, ms. */
  seen(): { state: string | null; at: number };
}

/**
 * Checks what is asked, but for the subject. Throws `not-found`, `resource-state`, `item-unknown`, `purpose-unknown`,
 * `resource-not-callable`, `citizen-id-in-text`.
 */
export async function prepareQuestion(
  platform: Platform,
  known: Known,
  caller: Caller,
  asked: AskedQuestion,
): Promise<Question> {
  const { resource, providerCreditCode } = await knownResource(platform, known, asked);
  const items = [...new Set(asked.items)].sort().map((code) => itemOf(resource, code));
  await requirePurpose(platform, known, asked.purpose);
  if (asked.caseReference !== undefined) requireNoCitizenId('/caseReference', asked.caseReference);
  return {
    agencyId: caller.agencyId,
    clientId: caller.clientId ?? null,
    caller: { creditCode: caller.creditCode },
    purpose: asked.purpose,
    resource: { id: resource.id, code: resource.code!, providerId: resource.providerId, providerCreditCode },
    items,
    itemCodes: items.map((item) => item.code).join(),
    match: matchItems(resource, asked.by ?? 'subject'),
    caseReference: asked.caseReference ?? null,
    entry: resource,
  };
}

/** The question about one subject. Throws `subject-invalid` for a number that no row can hold (GB 11643, GB 32100). */
export function aboutSubject(platform: Platform, { entry, ...question }: Question, given: string): PreparedCall {
  const subject = entry.subjectKind === 'person' ? normaliseCitizenId(given) : given.trim();
  const checks = new Set(question.match.map((item) => item.check));
  const fault = checks.has('citizenId')
    ? citizenIdFault(subject)
    : checks.has('creditCode')
      ? creditCodeFault(subject)
      : null;
  if (fault) throw new DomainError('subject-invalid', { fault });
  return {
    ...question,
    subject,
    pseudonym: entry.subjectKind === 'none' ? null : pseudonymOf(platform.keys, subject),
  };
}

export function itemOf(resource: Resource, code: string): Item {
  const item = resource.items.find((each) => each.code === code);
  if (!item) throw new DomainError('item-unknown', { item: code });
  return item;
}

/** Looked up once for all who ask meanwhile, so that a crowd does not ask the catalogue a thousand times. */
function knownResource(platform: Platform, { resources, seen }: Known, asked: AskedQuestion): Promise<KnownResource> {
  const name = asked.resourceCode ?? `key:${asked.resourceKey}`;
  const now = Date.now();
  const known = resources.get(name);
  const { state, at } = seen();
  if (known && now - (known.state !== null && known.state === state ? at : known.at) < resourceTtl) return known.found;
  const found = publishedResource(platform, asked);
  resources.set(name, { at: now, state, found });
  found.catch(() => resources.delete(name));
  return found;
}

async function publishedResource({ db }: Platform, asked: AskedQuestion): Promise<KnownResource> {
  const resource =
    asked.resourceCode === undefined
      ? await resourceByKey(db, asked.resourceKey ?? '')
      : await resourceByCode(db, asked.resourceCode);
  if (!resource?.code) throw new DomainError('not-found');
  if (resource.state !== 'published') throw new DomainError('resource-state', { state: resource.state });
  const provider = await agencyById(db, resource.providerId);
  return { resource, providerCreditCode: provider!.creditCode };
}

async function requirePurpose(platform: Platform, { purposes }: Known, purpose: string): Promise<void> {
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
