import type { Actor } from '../../../contracts/actor.ts';
import { citizenIdFault, normaliseCitizenId } from '../../../contracts/citizen-id.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Resource, resourceByCode } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { pseudonymOf, record } from '../ledger/index.ts';
import { consentStateOf, requireMayAsk } from './consents.ts';
import { consentEntry } from './entries.ts';
import { requireNoCitizenId } from './readers.ts';
import { sharedItems } from './requests.ts';
import { consentBasis } from './store-consent-needs.ts';
import { type Consent, consentsBefore, insertConsent, nextConsentNumber } from './store-consents.ts';
import { holdsGrantFor } from './store-grants.ts';

export interface AskedConsentOf {
  /** Citizen ID number. */
  subject: string;
  items: readonly string[];
  purpose: string;
  /** Shown to the person. */
  reason: string;
}

/**
 * An agency's client asks a person to agree to what the law makes depend on it. Whether there is such a person, and whether
 * anything is held about them, is not told. Throws `not-found`, `item-unknown`, `subject-invalid`, `citizen-id-in-text`,
 * `consent-not-needed`, `not-granted` (only what could be read with consent is asked for), `consent-declined`.
 */
export async function askConsentOf(
  platform: Platform,
  asker: { agencyId: string; clientId: string },
  resourceCode: string,
  asked: AskedConsentOf,
): Promise<Consent> {
  const resource = await resourceByCode(platform.db, resourceCode);
  if (resource?.state !== 'published') throw new DomainError('not-found');
  requireNoCitizenId('/reason', asked.reason);
  const subject = normaliseCitizenId(asked.subject);
  const fault = citizenIdFault(subject);
  if (resource.subjectKind !== 'person') throw new DomainError('consent-not-needed');
  if (fault) throw new DomainError('subject-invalid', { fault });
  const today = dateInShanghai(platform.now());
  const items = sharedItems(resource, asked.items).map(({ code }) => code);
  const agency = (await agencyById(platform.db, asker.agencyId))!;
  const may = await holdsGrantFor(platform.db, agency, {
    resourceId: resource.id,
    purpose: asked.purpose,
    items,
    today,
  });
  if (!may) throw new DomainError('not-granted', { purpose: asked.purpose });
  return putAsk(platform, resource, { ...asked, items, subject, caseNumber: null, ...asker });
}

/**
 * The same on the way of a case that the person opened, after a call for it was refused for want of consent: what they had
 * said to an earlier case does not keep this one from asking.
 */
export async function askConsentForCase(
  platform: Platform,
  resource: Resource,
  asked: AskedConsentOf & { agencyId: string; caseNumber: string },
): Promise<void> {
  const items = sharedItems(resource, asked.items).map(({ code }) => code);
  await putAsk(platform, resource, { ...asked, items, subject: normaliseCitizenId(asked.subject) });
}

async function putAsk(
  platform: Platform,
  resource: Resource,
  asked: AskedConsentOf & { agencyId: string; clientId?: string; caseNumber: string | null },
): Promise<Consent> {
  const { db } = platform;
  const at = platform.now();
  const today = dateInShanghai(at);
  const legalBasis = await consentBasis(db, resource.id, asked.purpose);
  if (legalBasis === null) throw new DomainError('consent-not-needed');
  const key = {
    subject: pseudonymOf(platform.keys, asked.subject),
    consumerId: asked.agencyId,
    resourceId: resource.id,
    purpose: asked.purpose,
  };
  const before = await consentsBefore(db, key);
  const covering = before.filter(({ items }) => asked.items.every((item) => items.includes(item)));
  const standing = covering.find((each) => {
    const state = consentStateOf(each, today);
    return (
      state === 'given' || (each.caseNumber === asked.caseNumber && (state === 'asked' || asked.caseNumber !== null))
    );
  });
  if (standing) return standing;
  const no = before.find(({ state }) => state === 'declined' || state === 'withdrawn');
  requireMayAsk(no ? (no.withdrawnAt ?? no.answeredAt) : null, at, asked.caseNumber);
  return db.transaction().execute(async (tx) => {
    const consent: Consent = {
      ...key,
      id: newId(at.getTime()),
      number: await nextConsentNumber(tx, today.slice(0, 4)),
      providerId: resource.providerId,
      items: [...asked.items],
      reason: asked.reason.trim(),
      legalBasis,
      caseNumber: asked.caseNumber,
      state: 'asked',
      askedAt: at,
      answeredBy: null,
      answeredAt: null,
      once: null,
      validUntil: null,
      withdrawnAt: null,
      usedAt: null,
    };
    if (!(await insertConsent(tx, consent)))
      return (await consentsBefore(tx, key)).find(({ state }) => state === 'asked')!;
    const [consumer, provider] = await Promise.all([
      agencyById(tx, asked.agencyId),
      agencyById(tx, resource.providerId),
    ]);
    const actor = { agency: consumer!.creditCode, ...(asked.clientId !== undefined && { client: asked.clientId }) };
    const { entry, ...ids } = consentEntry(
      consent,
      { at, actor, consumer: consumer!, provider: provider!, resourceCode: resource.code! },
      'asked',
    );
    await record(platform, tx, entry, ids);
    return consent;
  });
}

/** Who asks; the access check has seen to it. */
export function clientOf(actor: Actor): { agencyId: string; clientId: string } {
  if (actor.kind !== 'client') throw new DomainError('role-missing');
  return actor;
}
