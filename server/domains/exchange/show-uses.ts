import type { PersonActor, StaffActor } from '../../../contracts/actor.ts';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { AgencyCall, DataUse } from '../../../contracts/exchange.ts';
import { dateInShanghai, startOfDay } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Page } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceByCode } from '../catalogue/index.ts';
import { agencyByCreditCode, agencyById } from '../directory/index.ts';
import { entriesAbout, entriesBy, entryAt, inclusionProofFor, type KeptEntry } from '../ledger/index.ts';
import { type OwnSubject, purposesByKeys, subjectsOf } from '../sharing/index.ts';
import { agencyUses, type BothNames, namesOfUses, uses } from './name-uses.ts';

interface Paging {
  limit: number;
  cursor: string | undefined;
}

/** What a person narrows their list of uses to; days are `YYYY-MM-DD` in Shanghai. */
export interface UseFilter {
  q?: string | undefined;
  agency?: string | undefined;
  resource?: string | undefined;
  purpose?: string | undefined;
  outcome?: 'answered' | 'refused' | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

/** Every use of a person's data and of their wards' (个人信息保护法 art. 44, 45), the newest first. */
export async function myDataUses(
  platform: Platform,
  person: PersonActor,
  { limit, cursor, ...wanted }: Paging & UseFilter,
): Promise<Page<DataUse>> {
  const { db } = platform;
  const subjects = await subjectsOf(platform, person);
  const pseudonyms = [...subjects.keys()];
  const today = dateInShanghai(platform.now());
  // What a withheld use is about must not show by what a filter leaves; only by days is the list narrowed with them in it.
  const { from, until, ...telling } = wanted;
  const narrowed = Object.values(telling).some((each) => each !== undefined);
  const page = await entriesAbout(db, pseudonyms, {
    kinds: wanted.outcome === 'refused' ? ['refusal'] : wanted.outcome ? ['call', 'licenceCheck'] : uses,
    limit,
    cursor,
    filter: {
      agency: wanted.agency === 'none' ? '' : wanted.agency,
      resource: wanted.resource,
      purpose: wanted.purpose,
      from: from === undefined ? undefined : startOfDay(from),
      until: until === undefined ? undefined : new Date(startOfDay(until).getTime() + 86_400_000),
      toldOn: narrowed ? today : undefined,
      anyOf: wanted.q?.trim() ? await namedLike(platform, pseudonyms, wanted.q.trim()) : undefined,
    },
  });
  const [names, agencies] = await Promise.all([
    namesIn(db, page.items),
    lookUpAll(
      page.items.flatMap(({ body }) => [body.actor.agency ?? '', body.provider ?? '']),
      (code) => agencyByCreditCode(db, code),
    ),
  ]);
  const agency = (creditCode = '') => ({
    creditCode,
    name: agencies.get(creditCode)?.name ?? '',
    nameEn: agencies.get(creditCode)?.nameEn ?? null,
  });
  return {
    ...page,
    items: page.items.map((kept) => {
      const about = aboutOf(subjects.get(kept.body.subject ?? '')!);
      const until = withheldOn(today, kept);
      if (until !== null) return withheldUse(kept, about, until);
      return {
        ...names.of(kept),
        withheld: null,
        kind: kept.body.kind === 'licenceCheck' ? ('licence' as const) : ('read' as const),
        about,
        agency: agency(kept.body.actor.agency),
        provider: agency(kept.body.provider),
        consentNumber: typeof kept.body.detail?.consent === 'string' ? kept.body.detail.consent : null,
        entry: canonicalJson(kept.body),
      };
    }),
  };
}

/** The day until which a use is withheld from the person whom it is about, where that day is still to come. */
function withheldOn(today: string, { body }: KeptEntry): string | null {
  const until = body.detail?.withheldUntil;
  return typeof until === 'string' && until > today ? until : null;
}

const nobody = { creditCode: '', name: '', nameEn: null };
const nothing = { code: '', name: '', nameEn: null };

/** That there was a use on a day, and when it will be told; nothing else of it (个人信息保护法 art. 18, 35). */
function withheldUse({ index, body }: KeptEntry, about: DataUse['about'], until: string): DataUse {
  return {
    index,
    at: startOfDay(dateInShanghai(new Date(body.at))).toISOString(),
    about,
    withheld: until,
    kind: 'read',
    outcome: 'answered',
    rule: null,
    form: null,
    resource: nothing,
    items: [],
    purpose: { key: '', title: '', titleEn: null },
    grantNumber: null,
    caseNumber: null,
    agency: nobody,
    provider: nobody,
    consentNumber: null,
    entry: '',
  };
}

/** Proof, as C2SP tlog-proof, that the ledger holds an entry about the person or a ward. Throws `not-found` for any other entry, `use-withheld`. */
export async function proveMyUse(platform: Platform, person: PersonActor, index: number): Promise<string> {
  const [subjects, kept] = await Promise.all([subjectsOf(platform, person), entryAt(platform.db, index)]);
  if (!kept || !uses.includes(kept.body.kind) || !subjects.has(kept.body.subject ?? ''))
    throw new DomainError('not-found');
  const until = withheldOn(dateInShanghai(platform.now()), kept);
  if (until !== null) throw new DomainError('use-withheld', { until });
  const proven = await inclusionProofFor(platform, index);
  if (!proven) throw new DomainError('not-found');
  return proven.proof;
}

/** What an agency's own clients and cases asked, the newest first; the subjects are not told again. */
export async function agencyCalls(platform: Platform, staff: StaffActor, paging: Paging): Promise<Page<AgencyCall>> {
  const page = await entriesBy(platform.db, staff.agencyId, { kinds: agencyUses, ...paging });
  const names = await namesIn(platform.db, page.items);
  return {
    ...page,
    items: page.items.map((kept) => ({ ...names.of(kept), client: kept.body.actor.client ?? null })),
  };
}

/**
 * An answered call of the agency itself, as it was hashed, with its proof: what its receipt held too. Throws `not-found` for any other
 * entry, refusals among them, whose entries the agency was never given.
 */
export async function proveOwnCall(platform: Platform, staff: StaffActor, index: number) {
  const [kept, agency] = await Promise.all([entryAt(platform.db, index), agencyById(platform.db, staff.agencyId)]);
  if (kept?.body.kind !== 'call' || kept.body.actor.agency !== agency?.creditCode) throw new DomainError('not-found');
  const proven = await inclusionProofFor(platform, index);
  if (!proven) throw new DomainError('not-found');
  return { index, entry: canonicalJson(proven.entry), proof: proven.proof };
}

/** Those of whom, what and why a person's uses are, that a search names. */
async function namedLike(platform: Platform, pseudonyms: string[], q: string) {
  const { agencies, resources, purposes } = await namesOfUses(platform, pseudonyms);
  const like = (names: ReadonlyMap<string, BothNames>) =>
    [...names].flatMap(([code, { name, nameEn }]) =>
      `${name}\n${nameEn ?? ''}`.toLowerCase().includes(q.toLowerCase()) ? [code] : [],
    );
  return { agencies: like(agencies), resources: like(resources), purposes: like(purposes), caseNumber: q };
}

/** Whose data it is, without their number. */
const aboutOf = ({ relation, name }: OwnSubject) => ({ relation, name });

async function namesIn(db: Db, entries: readonly KeptEntry[]) {
  const [resources, purposes] = await Promise.all([
    lookUpAll(
      entries.map(({ body }) => body.resource ?? ''),
      (code) => resourceByCode(db, code),
    ),
    purposesByKeys(
      db,
      entries.flatMap(({ body }) => body.purpose ?? []),
    ),
  ]);
  return {
    of({ index, body }: KeptEntry) {
      const resource = resources.get(body.resource ?? '');
      const purpose = body.purpose ?? '';
      // Of a licence, the entry itself tells the names: this room does not know licences.
      const shown = body.kind === 'licenceCheck' ? (body.detail ?? {}) : null;
      const labels = Array.isArray(shown?.labels) ? shown.labels.map(String) : [];
      return {
        index,
        at: body.at,
        outcome: body.kind === 'refusal' ? ('refused' as const) : ('answered' as const),
        rule: body.rule ?? null,
        form: body.form ?? null,
        resource: shown
          ? { code: `licence/${shown.type}`, name: String(shown.name ?? ''), nameEn: null }
          : { code: body.resource ?? '', name: resource?.name ?? '', nameEn: resource?.nameEn ?? null },
        items: (body.items ?? []).map((code, place) => {
          const item = resource?.items.find((each) => each.code === code);
          return { code, name: labels[place] ?? item?.name ?? code, nameEn: item?.nameEn ?? null };
        }),
        purpose: {
          key: purpose,
          title: purposes.get(purpose)?.title ?? purpose,
          titleEn: purposes.get(purpose)?.titleEn ?? null,
        },
        grantNumber: body.grant?.number ?? null,
        caseNumber: body.case ?? null,
      };
    },
  };
}

async function lookUpAll<T>(
  keys: readonly string[],
  find: (key: string) => Promise<T | undefined>,
): Promise<Map<string, T>> {
  const found = await Promise.all([...new Set(keys)].map(async (key) => [key, await find(key)] as const));
  return new Map(found.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
