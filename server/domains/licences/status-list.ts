import { createHeaderAndPayload, StatusList } from '@sd-jwt/jwt-status-list';
import type { SigningKey } from '../../platform/keys.ts';
import { publicJwk } from './credential.ts';
import { type StoredState, statusBits } from './validity.ts';

/** Entries of one list: 4 KB before it is compressed, and enough neighbours that asking for it tells nobody's licence. */
export const listSize = 16_384;

/** How long a verifier may keep a list, seconds: a revocation is known everywhere after that. */
const timeToLive = 60;

/** Where in the lists a licence stands. */
export function statusPlace(publicUrl: string, statusIndex: number): { uri: string; index: number } {
  return { uri: statusListUri(publicUrl, Math.floor(statusIndex / listSize)), index: statusIndex % listSize };
}

export function statusListUri(publicUrl: string, list: number): string {
  return `${publicUrl}/api/v1/licence-status/${list}`;
}

/** The status index that a reference points to, or null when it is not one of this node's. */
export function statusIndexOf(publicUrl: string, place: { uri: string; index: number }): number | null {
  const list = Number(/\/api\/v1\/licence-status\/(\d{1,10})$/.exec(place.uri)?.[1]);
  if (!Number.isInteger(list) || place.uri !== statusListUri(publicUrl, list)) return null;
  return Number.isInteger(place.index) && place.index >= 0 && place.index < listSize
    ? list * listSize + place.index
    : null;
}

/** The signed Token Status List (IETF draft-ietf-oauth-status-list) of one list: two bits an entry, zlib, EdDSA. */
export function statusListToken(
  key: SigningKey,
  publicUrl: string,
  list: number,
  notValid: { statusIndex: number; state: StoredState }[],
  now: Date,
): string {
  const entries = new Array<number>(listSize).fill(0);
  for (const entry of notValid) entries[entry.statusIndex - list * listSize] = statusBits(entry.state);
  const issuedAt = Math.floor(now.getTime() / 1000);
  const { header, payload } = createHeaderAndPayload(
    new StatusList(entries, 2),
    { iss: publicUrl, sub: statusListUri(publicUrl, list), iat: issuedAt, exp: issuedAt + 86_400, ttl: timeToLive },
    { alg: 'EdDSA', typ: 'statuslist+jwt', kid: publicJwk(key).kid },
  );
  const signed = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${Buffer.from(key.sign(Buffer.from(signed))).toString('base64url')}`;
}
