import type { PersonActor, StaffActor } from '../../../contracts/actor.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceByCode, resourceById } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import { consentStateOf, guardianAnswers, requireAnswerable, requireWithinYear } from './consents.ts';
import { type ConsentAct, consentEntry } from './entries.ts';
import { requireNoCitizenId } from './readers.ts';
import { dropConsentResource, putConsentResource, resourceConsentBasis } from './store-consent-needs.ts';
import { type Consent, consentById, consentForChange, updateConsent } from './store-consents.ts';
import { type OwnSubject, subjectsOf } from './subjects-of.ts';

export type ConsentAnswer = { agrees: false } | { agrees: true; once: boolean; validUntil: string };

/** A consent that a person or their ward is asked for, and whose it is. Throws `not-found` for any other. */
export async function ownConsent(
  platform: Platform,
  person: PersonActor,
  id: string,
): Promise<{ consent: Consent; about: OwnSubject & { citizenId: string } }> {
  const [subjects, consent] = await Promise.all([subjectsOf(platform, person), consentById(platform.db, id)]);
  const about = consent && subjects.get(consent.subject);
  if (!about) throw new DomainError('not-found');
  return { consent, about };
}

/**
 * A person agrees, for one call or until a day, or declines; for a child under 14 their guardian does. A person may change
 * their mind. Throws `not-found`, `consent-own`, `consent-state`, `validity-outside`.
 */
export async function answerConsentOf(
  platform: Platform,
  person: PersonActor,
  id: string,
  answer: ConsentAnswer,
): Promise<void> {
  const today = dateInShanghai(platform.now());
  if (answer.agrees) requireWithinYear(answer.validUntil, today);
  await change(platform, person, id, answer.agrees ? 'given' : 'declined', (consent, at) => {
    requireAnswerable(consentStateOf(consent, today), answer.agrees);
    const answered = { ...consent, answeredBy: person.accountId, answeredAt: at, withdrawnAt: null };
    return answer.agrees
      ? { ...answered, state: 'given', once: answer.once, validUntil: answer.validUntil }
      : { ...answered, state: 'declined' };
  });
}

/** A person takes their consent back; each call that starts after this is refused. Throws `not-found`, `consent-own`, `consent-state`. */
export async function withdrawConsentOf(platform: Platform, person: PersonActor, id: string): Promise<void> {
  await change(platform, person, id, 'withdrawn', (consent, at) => {
    if (consent.state !== 'given') throw new DomainError('consent-state', { state: consent.state });
    return { ...consent, state: 'withdrawn', withdrawnAt: at };
  });
}

async function change(
  platform: Platform,
  person: PersonActor,
  id: string,
  act: ConsentAct,
  next: (consent: Consent, at: Date) => Consent,
): Promise<void> {
  const at = platform.now();
  const { about } = await ownConsent(platform, person, id);
  if (about.relation === 'ward' && !guardianAnswers(about.citizenId, dateInShanghai(at)))
    throw new DomainError('consent-own');
  await platform.db.transaction().execute(async (tx) => {
    const changed = next((await consentForChange(tx, id))!, at);
    await updateConsent(tx, changed);
    await keep(platform, tx, changed, { account: person.accountId }, act);
  });
}

async function keep(
  platform: Platform,
  tx: Db,
  consent: Consent,
  actor: { account: string },
  act: ConsentAct,
): Promise<void> {
  const [consumer, provider, resource] = await Promise.all([
    agencyById(tx, consent.consumerId),
    agencyById(tx, consent.providerId),
    resourceById(tx, consent.resourceId),
  ]);
  const parties = {
    at: platform.now(),
    actor,
    consumer: consumer!,
    provider: provider!,
    resourceCode: resource!.code!,
  };
  const { entry, ...ids } = consentEntry(consent, parties, act);
  await record(platform, tx, entry, ids);
}

/** The law that makes each read of a resource depend on the person's consent; null where none does. Throws `not-found`. */
export async function consentRuleOf(platform: Platform, resourceCode: string): Promise<string | null> {
  const resource = await resourceByCode(platform.db, resourceCode);
  if (!resource) throw new DomainError('not-found');
  return resourceConsentBasis(platform.db, resource.id);
}

/**
 * The provider's steward marks a resource about people, citing the law, or unmarks it; each call that starts after this is
 * judged by it. Throws `not-found`, `role-missing`, `consent-not-needed` (a resource about no one), `citizen-id-in-text`.
 */
export async function setConsentRule(
  platform: Platform,
  actor: StaffActor,
  resourceCode: string,
  legalBasis: string | null,
): Promise<void> {
  requireNoCitizenId('/legalBasis', legalBasis ?? '');
  const resource = await resourceByCode(platform.db, resourceCode);
  if (!resource) throw new DomainError('not-found');
  if (resource.providerId !== actor.agencyId) throw new DomainError('role-missing');
  if (legalBasis !== null && resource.subjectKind !== 'person') throw new DomainError('consent-not-needed');
  await platform.db.transaction().execute(async (tx) => {
    if (legalBasis === null) await dropConsentResource(tx, resource.id);
    else await putConsentResource(tx, resource.id, legalBasis.trim());
    const agency = (await agencyById(tx, actor.agencyId))!;
    await record(
      platform,
      tx,
      {
        kind: 'consent',
        at: platform.now().toISOString(),
        actor: { agency: agency.creditCode, account: actor.accountId },
        resource: resource.code!,
        provider: agency.creditCode,
        detail: { act: legalBasis === null ? 'unmarked' : 'marked', legalBasis: legalBasis?.trim() ?? null },
      },
      { agencyId: agency.id, providerId: agency.id },
    );
  });
}
