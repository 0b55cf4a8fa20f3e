import { decodeBase64Url } from '../../contracts/base64.ts';

/**
 * The credential without the disclosures that the holder keeps back (SD-JWT: `jwt~disclosure~…~`, each disclosure the
 * base64url of `[salt, name, value]`). The issuer's signature stays good, since it is over digests.
 */
export function presentationOf(credential: string, withheld: ReadonlySet<string>): string {
  const [jwt = '', ...rest] = credential.split('~');
  return [jwt, ...rest.filter((disclosure) => disclosure === '' || !withheld.has(nameOf(disclosure)))].join('~');
}

function nameOf(disclosure: string): string {
  const bytes = decodeBase64Url(disclosure);
  if (!bytes) return '';
  try {
    const parts: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(parts) && parts.length === 3 ? String(parts[1]) : '';
  } catch {
    return '';
  }
}
