import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import type { SigningKey } from '../../platform/keys.ts';

/** The public half as a JWK; `kid` is its thumbprint (RFC 7638), so that it needs no register. */
export interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  alg: 'EdDSA';
  use: 'sig';
}

export function publicJwk(key: SigningKey): PublicJwk {
  const x = Buffer.from(key.publicKey).toString('base64url');
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' };
}

/** What a credential says of itself beside the licence's own claims. Times are seconds since 1970. */
export interface CredentialFrame {
  issuer: string;
  vct: string;
  issuedAt: number;
  notBefore: number;
  expires: number | null;
  status: { uri: string; index: number };
}

/**
 * Signs an SD-JWT VC (IETF draft-ietf-oauth-sd-jwt-vc, RFC 9901) with EdDSA. The claims named in `selective` each become
 * a disclosure of their own, which the holder may keep back; the others always show.
 */
export async function signCredential(
  key: SigningKey,
  frame: CredentialFrame,
  claims: Record<string, string>,
  selective: readonly string[],
): Promise<string> {
  const instance = new SDJwtVcInstance({
    hasher: sha256,
    hashAlg: 'sha-256',
    saltGenerator: (length) => randomBytes(length).toString('base64url'),
    signer: (data) => Buffer.from(key.sign(Buffer.from(data))).toString('base64url'),
    signAlg: 'EdDSA',
  });
  const payload = {
    iss: frame.issuer,
    vct: frame.vct,
    iat: frame.issuedAt,
    nbf: frame.notBefore,
    ...(frame.expires !== null && { exp: frame.expires }),
    status: { status_list: { idx: frame.status.index, uri: frame.status.uri } },
    ...claims,
  };
  const disclose = selective.filter((name) => name in claims);
  return instance.issue(payload, { _sd: disclose } as never, { header: { kid: publicJwk(key).kid } });
}

export interface OpenedCredential {
  issuer: string;
  /** Every claim that shows: those always shown, and those disclosed. */
  claims: Record<string, unknown>;
  withheld: number;
  status: { uri: string; index: number } | null;
}

export type CredentialFault = 'malformed' | 'otherIssuer' | 'signatureWrong' | 'disclosuresWrong';

/**
 * Opens a credential or presentation and checks that this node signed it and that each disclosure belongs to it. It says
 * nothing of validity: a credential that has expired or was revoked is still genuine. A key-binding JWT at the end is
 * passed over, since our credentials name no holder key.
 */
export async function openCredential(
  key: SigningKey,
  issuer: string,
  text: string,
): Promise<OpenedCredential | CredentialFault> {
  const parts = text.trim().split('~');
  const payload = readJwt(parts[0]!);
  if (!payload || parts.length < 2) return 'malformed';
  const disclosures = parts.slice(1, -1);
  const digests = Array.isArray(payload._sd) ? (payload._sd as unknown[]) : [];
  if (payload.iss !== issuer) return typeof payload.vct === 'string' ? 'otherIssuer' : 'malformed';
  if (!signedBy(key, parts[0]!)) return 'signatureWrong';
  // RFC 9901 §7.1 (3, 4): a disclosure that the signed part does not name, or the same one twice, makes the whole be
  // rejected. The library passes over both.
  const named = disclosures.map((disclosure) => createHash('sha256').update(disclosure).digest('base64url'));
  if (new Set(named).size !== named.length || named.some((digest) => !digests.includes(digest)))
    return 'disclosuresWrong';
  try {
    const instance = new SDJwtVcInstance({ hasher: sha256, hashAlg: 'sha-256' });
    const opened = (await instance.getClaims([parts[0], ...disclosures, ''].join('~'))) as Record<string, unknown>;
    const { iss: _iss, vct: _vct, iat: _iat, nbf: _nbf, exp: _exp, status, ...claims } = opened;
    return { issuer, claims, withheld: digests.length - disclosures.length, status: statusReference(status) };
  } catch {
    return 'disclosuresWrong';
  }
}

function statusReference(status: unknown): OpenedCredential['status'] {
  const entry = (status as { status_list?: { idx?: unknown; uri?: unknown } } | undefined)?.status_list;
  return typeof entry?.idx === 'number' && typeof entry.uri === 'string' ? { uri: entry.uri, index: entry.idx } : null;
}

function sha256(data: string | ArrayBuffer): Uint8Array {
  return createHash('sha256')
    .update(typeof data === 'string' ? data : Buffer.from(data))
    .digest();
}

/** The payload of a compact JWS whose three parts are each base64url as an encoder writes it, or null. */
function readJwt(jwt: string): Record<string, unknown> | null {
  const parts = jwt.split('.');
  // Bits that a lenient decoder drops would let the same signature stand in several spellings.
  if (
    parts.length !== 3 ||
    parts.some((part) => part === '' || Buffer.from(part, 'base64url').toString('base64url') !== part)
  )
    return null;
  const header = jsonObject(parts[0]!);
  const payload = jsonObject(parts[1]!);
  return header && payload ? payload : null;
}

function jsonObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function signedBy(key: SigningKey, jwt: string): boolean {
  const [header, payload, signature] = jwt.split('.') as [string, string, string];
  // The algorithm is this node's, never the one that the token asks for.
  if (jsonObject(header)?.alg !== 'EdDSA') return false;
  return verify(
    null,
    Buffer.from(`${header}.${payload}`),
    createPublicKey(key.privateKey),
    Buffer.from(signature, 'base64url'),
  );
}
