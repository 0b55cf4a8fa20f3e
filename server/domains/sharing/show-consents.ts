import type { PersonActor } from '../../../contracts/actor.ts';
import type { AskedConsent, MyConsent } from '../../../contracts/consents.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import type { Page } from '../../platform/page.ts';
import { pageOfRows } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceById } from '../catalogue/index.ts';
import { agenciesByIds } from '../directory/index.ts';
import { consentStateOf, guardianAnswers } from './consents.ts';
import { idAfter } from './readers.ts';
import { itemNames } from './show.ts';
import { type Consent, type ConsentFilter, consentsMatching } from './store-consents.ts';
import { purposesByKeys } from './store-purposes.ts';
import { type OwnSubject, subjectsOf } from './subjects-of.ts';

interface Paging {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** What a person and their wards are asked to agree to, the newest first. */
export async function myConsents(
  platform: Platform,
  person: PersonActor,
  query: Paging & { state?: 'asked' | 'given' | undefined; case?: string | undefined },
): Promise<Page<MyConsent>> {
  const subjects = await subjectsOf(platform, person);
  const wanted = { subjects: [...subjects.keys()], state: query.state, caseNumber: query.case };
  const page = await pageOf(platform, wanted, query);
  return { ...page, items: await showMine(platform, page.items, subjects) };
}

/** One of them, after an act of the person. */
export async function showMyConsent(platform: Platform, person: PersonActor, consent: Consent): Promise<MyConsent> {
  const [shown] = await showMine(platform, [consent], await subjectsOf(platform, person));
  return shown!;
}

/** What an agency asked, the newest first; whom is not told. */
export async function askedConsents(
  platform: Platform,
  consumerId: string,
  query: Paging & { number?: string | undefined },
): Promise<Page<AskedConsent>> {
  const page = await pageOf(platform, { consumerId, number: query.number }, query);
  return { ...page, items: await showAsked(platform, page.items) };
}

export async function showAsked(platform: Platform, consents: readonly Consent[]): Promise<AskedConsent[]> {
  const today = dateInShanghai(platform.now());
  const names = await namesOf(platform.db, consents);
  return consents.map((consent) => shown(consent, names, today));
}

async function pageOf(
  platform: Platform,
  wanted: Omit<ConsentFilter, 'today' | 'after' | 'limit'>,
  { limit = 50, cursor }: Paging,
): Promise<Page<Consent>> {
  const today = dateInShanghai(platform.now());
  const rows = await consentsMatching(platform.db, { ...wanted, today, after: idAfter(cursor), limit });
  return pageOfRows(rows, limit, ({ id }) => [id]);
}

async function showMine(
  platform: Platform,
  consents: readonly Consent[],
  subjects: ReadonlyMap<string, OwnSubject & { citizenId: string }>,
): Promise<MyConsent[]> {
  const today = dateInShanghai(platform.now());
  const names = await namesOf(platform.db, consents);
  return consents.map((consent) => {
    const { relation, name, citizenId } = subjects.get(consent.subject)!;
    return {
      ...shown(consent, names, today),
      about: { relation, name },
      consumer: names.agency(consent.consumerId),
      provider: names.agency(consent.providerId),
      mayAnswer: relation === 'self' || guardianAnswers(citizenId, today),
    };
  });
}

type Names = Awaited<ReturnType<typeof namesOf>>;

function shown(consent: Consent, names: Names, today: string): AskedConsent {
  const { id, number, reason, legalBasis, caseNumber, once, validUntil } = consent;
  const resource = names.resources.get(consent.resourceId);
  const purpose = names.purposes.get(consent.purpose);
  return {
    id,
    number,
    state: consentStateOf(consent, today),
    resource: { code: resource?.code ?? '', name: resource?.name ?? '', nameEn: resource?.nameEn ?? null },
    items: consent.items.map((code) => itemNames(resource, code)),
    purpose: {
      key: consent.purpose,
      title: purpose?.title ?? consent.purpose,
      titleEn: purpose?.titleEn ?? null,
    },
    reason,
    legalBasis,
    caseNumber,
    once,
    validUntil,
    askedAt: consent.askedAt.toISOString(),
    answeredAt: consent.answeredAt?.toISOString() ?? null,
    endedAt: (consent.withdrawnAt ?? consent.usedAt)?.toISOString() ?? null,
  };
}

async function namesOf(db: Db, consents: readonly Consent[]) {
  const ids = [...new Set(consents.map(({ resourceId }) => resourceId))];
  const [agencies, purposes, found] = await Promise.all([
    agenciesByIds(
      db,
      consents.flatMap(({ consumerId, providerId }) => [consumerId, providerId]),
    ),
    purposesByKeys(
      db,
      consents.map(({ purpose }) => purpose),
    ),
    Promise.all(ids.map((id) => resourceById(db, id))),
  ]);
  return {
    purposes,
    resources: new Map(found.flatMap((resource) => (resource ? [[resource.id, resource] as const] : []))),
    agency: (id: string) => ({ id, name: agencies.get(id)?.name ?? '', nameEn: agencies.get(id)?.nameEn ?? null }),
  };
}
