import { decodeBase64Url } from '../../contracts/base64.ts';
import {
  type checkLicenceCode,
  readLicenceCode,
  type redeemLicenceCode,
  type ShownLicence,
} from '../../contracts/licence-codes.ts';
import { type Verification, verifyLicence } from '../../contracts/licences.ts';
import { ApiError, api } from '../api.ts';

/** What is known of a licence after someone's code or credential was looked at. */
export type Finding =
  | { by: 'code'; shown: ShownLicence }
  | { by: 'credential'; found: Verification; signer: string | null }
  | { by: 'nothing'; why: 'codeUnknown' | 'malformed' };

/**
 * Finds what a text shows: the code of a presentation, scanned or typed, or a credential, bare or behind the # of an address.
 * What it is not is a finding as well; any other refusal is thrown.
 */
export async function findLicence(
  text: string,
  redeem: typeof redeemLicenceCode | typeof checkLicenceCode,
): Promise<Finding> {
  const code = readLicenceCode(text);
  const credential = text.replace(/\s+/g, '').replace(/^https?:[^#]*#/, '');
  try {
    if (code) return { by: 'code', shown: await api(redeem, { body: { code } }) };
    const found = await api(verifyLicence, { body: { credential } });
    return { by: 'credential', found, signer: found.fault === 'otherIssuer' ? signerIn(credential) : null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'licence-code-unknown') return { by: 'nothing', why: 'codeUnknown' };
    if (error.code === 'credential-malformed' || error.code === 'request-invalid')
      return { by: 'nothing', why: 'malformed' };
    throw error;
  }
}

/** Who a credential says has signed it; a mere claim, to know where to ask. */
function signerIn(credential: string): string | null {
  const bytes = decodeBase64Url(credential.split('.')[1] ?? '');
  try {
    const { iss } = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()));
    return typeof iss === 'string' && iss.length <= 200 ? iss : null;
  } catch {
    return null;
  }
}
