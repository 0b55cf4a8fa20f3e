import { maskCitizenId } from '../../../contracts/citizen-id.ts';
import type { Language } from '../../../contracts/errors.ts';
import { maskName, type Verification } from '../../../contracts/licences.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { openCredential } from './credential.ts';
import { shownClaims, shownType } from './show-licence.ts';
import { statusIndexOf } from './status-list.ts';
import { licenceByStatusIndex, licenceTypeByKey } from './store.ts';
import { type ShownState, stateOn } from './validity.ts';

type Fault = NonNullable<Verification['fault']>;

const words: Record<Fault | ShownState, { zh: string; en: string }> = {
  otherIssuer: { zh: '这份凭证不是本平台签发的。', en: 'This credential was not issued here.' },
  signatureWrong: {
    zh: '签名不符：内容被改动过，或不是本平台签发的。',
    en: 'The signature does not match: it was altered, or not issued here.',
  },
  disclosuresWrong: {
    zh: '凭证中夹带了不属于它的内容。',
    en: 'The credential carries content that does not belong to it.',
  },
  notOnRecord: {
    zh: '签名无误，但没有这张证照的记录。',
    en: 'The signature is right, but no such licence is on record.',
  },
  valid: { zh: '真实有效。', en: 'Genuine and valid.' },
  suspended: { zh: '真实，但已被发证机关暂停使用。', en: 'Genuine, but suspended by its issuer.' },
  revoked: { zh: '真实，但已被发证机关撤销。', en: 'Genuine, but revoked by its issuer.' },
  expired: { zh: '真实，但已过有效期。', en: 'Genuine, but expired.' },
  notYetValid: { zh: '真实，但尚未生效。', en: 'Genuine, but not valid yet.' },
};

/** What was found of a licence, in words. */
export function findingOf(finding: Fault | ShownState, language: Language): string {
  return words[finding][language === 'en' ? 'en' : 'zh'];
}

/**
 * Tells anyone whether a credential is genuine, whose and by whom, and whether it holds today; the holder's name and
 * number are masked, what the presenter disclosed is shown. Nothing is fetched: only this node's licences are judged.
 * Text that is no credential at all throws `credential-malformed`.
 */
export async function verifyCredential(platform: Platform, text: string, language: Language): Promise<Verification> {
  const { publicUrl } = platform.config;
  const notGenuine = (fault: Fault): Verification => ({
    genuine: false,
    fault,
    message: findingOf(fault, language),
    state: null,
    identifier: null,
    type: null,
    issuer: null,
    holder: null,
    validFrom: null,
    validUntil: null,
    disclosed: [],
    withheld: 0,
  });

  const opened = await openCredential(platform.keys.licences, publicUrl, text);
  if (opened === 'malformed') throw new DomainError('credential-malformed');
  if (typeof opened === 'string') return notGenuine(opened);
  const statusIndex = opened.status === null ? null : statusIndexOf(publicUrl, opened.status);
  const licence = statusIndex === null ? undefined : await licenceByStatusIndex(platform.db, statusIndex);
  // After a restore from an older backup a place in the list may belong to another licence: the identifier decides.
  if (!licence || (opened.claims.ZZBS !== undefined && opened.claims.ZZBS !== licence.identifier))
    return notGenuine('notOnRecord');

  const type = await licenceTypeByKey(platform.db, licence.typeKey);
  const issuer = await agencyById(platform.db, licence.issuerId);
  const state = stateOn(dateInShanghai(platform.now()), licence);
  return {
    genuine: true,
    fault: null,
    message: findingOf(state, language),
    state,
    identifier: licence.identifier,
    type: shownType(type, licence),
    issuer: { name: issuer?.name ?? '', creditCode: issuer?.creditCode ?? '' },
    holder: { name: maskName(licence.holderName), number: maskCitizenId(licence.holderNumber) },
    validFrom: licence.validFrom,
    validUntil: licence.validUntil,
    disclosed: shownClaims(type, opened.claims),
    withheld: opened.withheld,
  };
}
