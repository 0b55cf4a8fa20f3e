import type { Language } from '../../../contracts/errors.ts';
import { readLicenceCode, type ShownLicence } from '../../../contracts/licence-codes.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { pseudonymOf, record } from '../ledger/index.ts';
import { codeDigest, triesLimit, triesMilliseconds } from './codes.ts';
import { labelOf, shownClaims, shownType } from './show-licence.ts';
import { licenceById, licenceTypeByKey } from './store.ts';
import { countTry, insertViewing, takeBackTry, usePresentation } from './store-presentations.ts';
import { stateOn } from './validity.ts';
import { findingOf } from './verify-licence.ts';

/** Who uses a code: staff for their agency, or anyone, known by where they ask from alone. */
export type CodeReader = { accountId: string; agencyId: string } | { address: string };

/**
 * Uses up a code and tells what it shows: the chosen items, the issuer, whether the licence holds now. The use, what its
 * holder reads of it and the ledger's entry stand together or not at all; where the reply is lost after that, the holder
 * shows another code. Throws `licence-code-unknown` alike for a code that never was, was used, has ended or is another
 * agency's, and `too-many-requests` after ten of those.
 */
export async function redeemCode(
  platform: Platform,
  reader: CodeReader,
  text: string,
  language: Language,
): Promise<ShownLicence> {
  const { db, keys } = platform;
  const now = platform.now();
  const staff = 'agencyId' in reader ? reader : null;
  const who = codeDigest(keys, 'who', 'agencyId' in reader ? `account ${reader.accountId}` : `from ${reader.address}`);
  const tries = await countTry(db, who, now, triesMilliseconds);
  if (tries.failures > triesLimit) {
    const left = tries.since.getTime() + triesMilliseconds - now.getTime();
    throw new DomainError('too-many-requests', { retryAfter: Math.max(1, Math.ceil(left / 1000)) });
  }
  const digest = codeDigest(keys, 'code', readLicenceCode(text) ?? '');
  const shown = await db.transaction().execute(async (tx): Promise<ShownLicence> => {
    const used = await usePresentation(tx, digest, staff?.agencyId ?? null, now);
    const licence = used && (await licenceById(tx, used.licenceId));
    if (!used || !licence) throw new DomainError('licence-code-unknown');
    const [type, issuer, agency] = [
      await licenceTypeByKey(tx, licence.typeKey),
      await agencyById(tx, licence.issuerId),
      staff ? await agencyById(tx, staff.agencyId) : undefined,
    ];
    const state = stateOn(dateInShanghai(now), licence);
    const ledgerIndex = await record(
      platform,
      tx,
      {
        kind: 'licenceCheck',
        at: now.toISOString(),
        actor: staff && agency ? { agency: agency.creditCode, account: staff.accountId } : {},
        subject: pseudonymOf(keys, licence.holderNumber),
        provider: issuer?.creditCode ?? '',
        items: used.claims,
        detail: {
          identifier: licence.identifier,
          type: licence.typeKey,
          name: type?.name.zh ?? licence.typeKey,
          labels: used.claims.map((name) => labelOf(type, name).zh),
          state,
        },
      },
      { agencyId: staff?.agencyId, providerId: licence.issuerId },
    );
    await insertViewing(tx, {
      id: newId(now.getTime()),
      licenceId: licence.id,
      presentationId: used.id,
      at: now,
      agencyId: staff?.agencyId ?? null,
      accountId: staff?.accountId ?? null,
      claims: used.claims,
      state,
      ledgerIndex,
    });
    const claims = Object.entries(licence.metadata);
    return {
      message: findingOf(state, language),
      state,
      type: shownType(type, licence),
      issuer: { name: issuer?.name ?? '', creditCode: issuer?.creditCode ?? '' },
      validFrom: licence.validFrom,
      validUntil: licence.validUntil,
      issuedAt: licence.issuedAt.toISOString(),
      checkedAt: now.toISOString(),
      disclosed: shownClaims(type, Object.fromEntries(claims.filter(([name]) => used.claims.includes(name)))),
      withheld: claims.length - used.claims.length,
      ledgerIndex,
    };
  });
  await takeBackTry(db, who);
  return shown;
}
