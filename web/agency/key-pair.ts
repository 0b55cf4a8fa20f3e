import type { PublicJwk } from '../../contracts/identity.ts';

export interface KeyPair {
  publicKey: PublicJwk;
  /** The private half as a JWK (RFC 7517), to be handed to its owner; it goes nowhere else. */
  privateKey: string;
}

/** A pair for private_key_jwt (RFC 7523), made in this browser: Ed25519, or P-256 where the browser has no Ed25519. */
export async function makeKeyPair(): Promise<KeyPair> {
  const usages: KeyUsage[] = ['sign', 'verify'];
  const pair = await crypto.subtle
    .generateKey('Ed25519', true, usages)
    .catch(() => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, usages));
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', (pair as CryptoKeyPair).privateKey);
  const kid = crypto.randomUUID().slice(0, 8);
  const publicKey = { kty: kty as PublicJwk['kty'], crv: crv!, x: x!, ...(y && { y }), kid };
  return { publicKey, privateKey: `${JSON.stringify({ ...publicKey, d }, null, 2)}\n` };
}

export type GivenKeys = { keys: PublicJwk[] } | { fault: 'unread' | 'private' };

/** Public keys that someone pasted: a JWK, or a JWKS. A private key is refused before it could be sent. */
export function readPublicKeys(text: string): GivenKeys {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { fault: 'unread' };
  }
  const { keys = [parsed] } = (parsed ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isKey)) return { fault: 'unread' };
  if (keys.some((key) => 'd' in key)) return { fault: 'private' };
  return {
    keys: keys.map(({ kty, crv, x, y, n, e, kid, alg }) => ({
      kty,
      ...(crv && { crv }),
      ...(x && { x }),
      ...(y && { y }),
      ...(n && { n }),
      ...(e && { e }),
      ...(kid && { kid }),
      ...(alg && { alg }),
    })),
  };
}

function isKey(value: unknown): value is PublicJwk {
  return typeof value === 'object' && value !== null && 'kty' in value && typeof value.kty === 'string';
}
