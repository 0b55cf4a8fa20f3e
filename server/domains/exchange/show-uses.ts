import type { PersonActor, StaffActor } from '../../../contracts/actor.ts';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { AgencyCall, DataUse } from '../../../contracts/exchange.ts';
import type { EntryKind } from '../../../contracts/ledger.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Page } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceByCode } from '../catalogue/index.ts';
import { agencyByCreditCode } from '../directory/index.ts';
import { wardsOf } from '../identity/index.ts';
import { entriesAbout, entriesBy, entryAt, inclusionProofFor, type KeptEntry, pseudonymOf } from '../ledger/index.ts';
import { purposesByKeys } from '../sharing/index.ts';

const uses: EntryKind[] = ['call', 'refusal'];

interface Paging {
  limit: number;
  cursor: string | undefined;
}

/** Every use of a person's data and of their wards' (个人信息保护法 art. 44, 45), the newest first. */
export async function myDataUses(platform: Platform, person: PersonActor, paging: Paging): Promise<Page<DataUse>> {
  const { db } = platform;
  const subjects = await subjectsOf(platform, person);
  const page = await entriesAbout(db, [...subjects.keys()], { kinds: uses, ...paging });
  const [names, agencies] = await Promise.all([
    namesIn(db, page.items),
    lookUpAll(
      page.items.flatMap(({ body }) => [body.actor.agency ?? '', body.provider ?? '']),
      (code) => agencyByCreditCode(db, code),
    ),
  ]);
  const agency = (creditCode = '') => ({ creditCode, name: agencies.get(creditCode)?.name ?? '' });
  return {
    ...page,
    items: page.items.map((kept) => ({
      ...names.of(kept),
      about: subjects.get(kept.body.subject ?? '')!,
      agency: agency(kept.body.actor.agency),
      provider: agency(kept.body.provider),
      entry: canonicalJson(kept.body),
    })),
  };
}

/** Proof, as C2SP tlog-proof, that the ledger holds an entry about the person or a ward. Throws `not-found` for any other entry. */
export async function proveMyUse(platform: Platform, person: PersonActor, index: number): Promise<string> {
  const [subjects, kept] = await Promise.all([subjectsOf(platform, person), entryAt(platform.db, index)]);
  if (!kept || !uses.includes(kept.body.kind) || !subjects.has(kept.body.subject ?? ''))
    throw new DomainError('not-found');
  const proven = await inclusionProofFor(platform, index);
  if (!proven) throw new DomainError('not-found');
  return proven.proof;
}

/** What an agency's own clients and cases asked, the newest first; the subjects are not told again. */
export async function agencyCalls(platform: Platform, staff: StaffActor, paging: Paging): Promise<Page<AgencyCall>> {
  const page = await entriesBy(platform.db, staff.agencyId, { kinds: uses, ...paging });
  const names = await namesIn(platform.db, page.items);
  return {
    ...page,
    items: page.items.map((kept) => ({ ...names.of(kept), client: kept.body.actor.client ?? null })),
  };
}

/** Pseudonyms of the person and of their wards, with whose they are. */
async function subjectsOf(platform: Platform, person: PersonActor): Promise<Map<string, DataUse['about']>> {
  const wards = await wardsOf(platform.db, person.citizenId, dateInShanghai(platform.now()));
  const subjects = new Map<string, DataUse['about']>();
  for (const ward of wards)
    subjects.set(pseudonymOf(platform.keys, ward.citizenId), { relation: 'ward', name: ward.name });
  subjects.set(pseudonymOf(platform.keys, person.citizenId), { relation: 'self', name: person.name });
  return subjects;
}

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
      return {
        index,
        at: body.at,
        outcome: body.kind === 'call' ? ('answered' as const) : ('refused' as const),
        rule: body.rule ?? null,
        resource: { code: body.resource ?? '', name: resource?.name ?? '' },
        items: (body.items ?? []).map((code) => ({
          code,
          name: resource?.items.find((item) => item.code === code)?.name ?? code,
        })),
        purpose: { key: purpose, title: purposes.get(purpose)?.title ?? purpose },
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
