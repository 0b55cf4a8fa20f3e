import type { Static } from 'typebox';
import type { PersonActor, StaffActor } from '../../../contracts/actor.ts';
import type { LicenceCheck, LicenceViewing, presentMyLicence } from '../../../contracts/licence-codes.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import { type Page, pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { agenciesByIds, agencyByCreditCode } from '../directory/index.ts';
import { accountName } from '../identity/index.ts';
import { codeDigest, newCodes, openCodesLimit } from './codes.ts';
import { libraryReader } from './library-reader.ts';
import { labelOf, shownType } from './show-licence.ts';
import { licenceInLibrary, licenceTypeByKey, licenceTypesByKeys } from './store.ts';
import { insertPresentation, openPresentations, type ViewingRow, viewings } from './store-presentations.ts';

type Presented = Static<NonNullable<(typeof presentMyLicence)['reply']>>;

/**
 * Makes a code that shows a licence of the person's library, once, within its seconds: the items that always show, and the
 * selective ones that are named. Nothing is shown yet, so the ledger hears of it when the code is used. Throws
 * `licence-unknown`, `request-invalid` for an item or agency that there is not, `too-many-requests` for a stock of codes.
 */
export async function presentLicence(
  platform: Platform,
  person: PersonActor,
  licenceId: string,
  wanted: { claims: readonly string[]; audience?: string | undefined },
): Promise<Presented> {
  const { db, keys, config } = platform;
  const licence = await licenceInLibrary(db, await libraryReader(platform, person.citizenId), licenceId);
  if (!licence) throw new DomainError('licence-unknown');
  const type = await licenceTypeByKey(db, licence.typeKey);
  const selective = new Set(type?.selective);
  const held = Object.keys(licence.metadata);
  const foreign = wanted.claims.filter((name) => !held.includes(name));
  if (foreign.length > 0) throw new DomainError('request-invalid', { summary: foreign.join(' ') });
  const audience = wanted.audience === undefined ? null : await agencyByCreditCode(db, wanted.audience);
  if (audience === undefined) throw new DomainError('request-invalid', { summary: 'audience' });
  const now = platform.now();
  if ((await openPresentations(db, person.accountId, now)) >= openCodesLimit)
    throw new DomainError('too-many-requests', { retryAfter: config.licenceCodeSeconds });

  const { code, spoken } = newCodes();
  const id = newId(now.getTime());
  const expiresAt = new Date(now.getTime() + config.licenceCodeSeconds * 1000);
  await insertPresentation(db, {
    id,
    licenceId,
    accountId: person.accountId,
    codeDigest: codeDigest(keys, 'code', code),
    spokenDigest: codeDigest(keys, 'code', spoken),
    claims: held.filter((name) => !selective.has(name) || wanted.claims.includes(name)),
    audienceId: audience?.id ?? null,
    now,
    expiresAt,
  });
  return { id, code, spoken, seconds: config.licenceCodeSeconds, expiresAt: expiresAt.toISOString() };
}

interface Paging {
  limit: number;
  cursor: string | undefined;
}

/** Who saw a licence of the person's library by a code. Throws `licence-unknown`. */
export async function licenceViewings(
  platform: Platform,
  person: PersonActor,
  licenceId: string,
  paging: Paging,
): Promise<Page<LicenceViewing>> {
  const { db } = platform;
  if (!(await licenceInLibrary(db, await libraryReader(platform, person.citizenId), licenceId)))
    throw new DomainError('licence-unknown');
  const page = await viewingsPage(platform, { licenceId }, paging);
  const agencies = await agenciesByIds(
    db,
    page.items.flatMap((row) => row.agencyId ?? []),
  );
  const types = await licenceTypesByKeys(
    db,
    page.items.map((row) => row.typeKey),
  );
  return {
    ...page,
    items: page.items.map((row) => {
      const agency = row.agencyId === null ? undefined : agencies.get(row.agencyId);
      return {
        id: row.id,
        presentation: row.presentationId,
        at: row.at.toISOString(),
        agency: row.agencyId === null ? null : { name: agency?.name ?? '', creditCode: agency?.creditCode ?? '' },
        claims: row.claims.map((name) => {
          const { zh, en } = labelOf(types.get(row.typeKey), name);
          return { name, label: zh, labelEn: en };
        }),
        state: row.state,
        ledgerIndex: row.ledgerIndex,
      };
    }),
  };
}

/** What an agency looked at by codes: when, by whom of its staff, of which kind. */
export async function agencyChecks(platform: Platform, staff: StaffActor, paging: Paging): Promise<Page<LicenceCheck>> {
  const { db } = platform;
  const page = await viewingsPage(platform, { agencyId: staff.agencyId }, paging);
  const types = await licenceTypesByKeys(
    db,
    page.items.map((row) => row.typeKey),
  );
  const names = new Map<string, string>();
  for (const id of new Set(page.items.flatMap((row) => row.accountId ?? [])))
    names.set(id, (await accountName(db, id)) ?? '');
  return {
    ...page,
    items: page.items.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      by: names.get(row.accountId ?? '') ?? '',
      type: shownType(types.get(row.typeKey), row),
      state: row.state,
      items: row.claims.length,
      ledgerIndex: row.ledgerIndex,
    })),
  };
}

async function viewingsPage(
  { db }: Platform,
  of: Parameters<typeof viewings>[1],
  { limit, cursor }: Paging,
): Promise<Page<ViewingRow>> {
  return pageOfRows(await viewings(db, of, { after: readCursor(cursor, ['uuid']), limit }), limit, (row) => [row.id]);
}
