import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { decodeSDJWT, unpackSDJWT } from '@meeco/sd-jwt';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import type { SigningKey } from '../../platform/keys.ts';
import { openCredential, publicJwk, signCredential } from './credential.ts';
import { listSize, statusIndexOf, statusListToken, statusPlace } from './status-list.ts';

const issuer = 'https://shupao.example';

function newKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    algorithm: 'Ed25519',
    privateKey,
    publicKey: Buffer.from(x!, 'base64url'),
    sign: (message) => sign(null, message, privateKey),
  };
}

const key = newKey();
const claims = { ZZMC: '参保凭证', ZZBS: '1.2.156.3005.2.X', CZZT: '周沐禾', CZZTDM: '33010520260816998X' };
const frame = {
  issuer,
  vct: `${issuer}/api/v1/licence-types/test`,
  issuedAt: 1_790_000_000,
  notBefore: 1_789_900_000,
  expires: null,
  status: statusPlace(issuer, listSize + 7),
};
const credential = await signCredential(key, frame, claims, ['CZZT', 'CZZTDM']);
const without = (name: string) =>
  credential
    .split('~')
    .filter((part, i) => i === 0 || part === '' || JSON.parse(Buffer.from(part, 'base64url').toString())[1] !== name)
    .join('~');

describe('a credential', () => {
  it('opens with every claim when whole, and without those that were kept back', async () => {
    expect(await openCredential(key, issuer, credential)).toMatchObject({
      claims,
      withheld: 0,
      status: { uri: `${issuer}/api/v1/licence-status/1`, index: 7 },
    });
    const presented = await openCredential(key, issuer, without('CZZTDM'));
    expect(presented).toMatchObject({ claims: { ZZMC: '参保凭证', CZZT: '周沐禾' }, withheld: 1 });
    expect((presented as { claims: object }).claims).not.toHaveProperty('CZZTDM');
  });

  it('carries no selective value in its signed part', () => {
    const payload = Buffer.from(credential.split('.')[1]!, 'base64url').toString();
    expect(payload).not.toContain('周沐禾');
    expect(payload).not.toContain('33010520260816998X');
    expect(payload).toContain('参保凭证');
  });

  it('is not opened when any character of its signed part is another', async () => {
    const end = credential.indexOf('~');
    for (let i = 0; i < end; i += 7) {
      const other = credential[i] === 'A' ? 'B' : 'A';
      const opened = await openCredential(key, issuer, credential.slice(0, i) + other + credential.slice(i + 1));
      expect(typeof opened, `character ${i}`).toBe('string');
    }
    // The last character carries bits that a lenient decoder drops.
    for (const other of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      if (other === credential[end - 1]) continue;
      expect(
        typeof (await openCredential(key, issuer, credential.slice(0, end - 1) + other + credential.slice(end))),
      ).toBe('string');
    }
  });

  it('is not opened with a disclosure that is not its own, changed, or there twice (RFC 9901 §7.1)', async () => {
    const foreign = Buffer.from(JSON.stringify(['c2FsdA', 'KZ_XZ', '职工医保'])).toString('base64url');
    expect(await openCredential(key, issuer, `${credential}${foreign}~`)).toBe('disclosuresWrong');
    const [, first] = credential.split('~');
    expect(await openCredential(key, issuer, `${credential}${first}~`)).toBe('disclosuresWrong');
    const changed = Buffer.from(Buffer.from(first!, 'base64url').toString().replace('周沐禾', '周某某')).toString(
      'base64url',
    );
    expect(await openCredential(key, issuer, credential.replace(first!, changed))).toBe('disclosuresWrong');
  });

  it('of another node, or signed by another key, is told apart', async () => {
    const elsewhere = await signCredential(newKey(), { ...frame, issuer: 'https://other.example' }, claims, []);
    expect(await openCredential(key, issuer, elsewhere)).toBe('otherIssuer');
    expect(await openCredential(key, issuer, await signCredential(newKey(), frame, claims, ['CZZT']))).toBe(
      'signatureWrong',
    );
  });

  it('that asks for no signature, or for another algorithm, is not believed', async () => {
    const [header, payload, signature] = credential.split('~')[0]!.split('.') as [string, string, string];
    for (const alg of ['none', 'HS256', undefined]) {
      const forged = Buffer.from(
        JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), alg }),
      ).toString('base64url');
      expect(await openCredential(key, issuer, `${forged}.${payload}.${signature}~`)).toBe('signatureWrong');
    }
  });

  it.each([
    '',
    '~',
    'x',
    'a.b.c~',
    '~~~',
    '{}',
    '...~',
    'eyJ9.eyJ9.eyJ9~',
    '\u{1F600}~',
    `${'A'.repeat(60_000)}~`,
    'bnVsbA.bnVsbA.AA~',
    'W10.W10.AA~',
  ])('that is garbage is told so (%#)', async (text) => {
    expect(await openCredential(key, issuer, text)).toBe('malformed');
  });

  it('is verified by an implementation that shares no code with ours', async () => {
    const { kid, alg, typ } = decodeProtectedHeader(credential.split('~')[0]!);
    const jwk = publicJwk(key);
    expect({ kid, alg, typ }).toEqual({ kid: jwk.kid, alg: 'EdDSA', typ: 'dc+sd-jwt' });
    const { payload } = await compactVerify(credential.split('~')[0]!, await importJWK(jwk, 'EdDSA'));
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ iss: issuer, vct: frame.vct });
    const { unverifiedInputSDJWT, disclosures } = decodeSDJWT(without('CZZT'));
    const unpacked = await unpackSDJWT(
      unverifiedInputSDJWT,
      disclosures,
      async () => (data) => createHash('sha256').update(data).digest('base64url'),
    );
    expect(unpacked).toMatchObject({ ZZMC: '参保凭证', CZZTDM: '33010520260816998X' });
    expect(unpacked).not.toHaveProperty('CZZT');
  });
});

describe('a status list', () => {
  it('says of each place what its licence is, read by hand from the bytes (two bits, lowest first, zlib)', async () => {
    const notValid = [
      { statusIndex: listSize + 7, state: 'revoked' as const },
      { statusIndex: listSize + 8, state: 'suspended' as const },
      { statusIndex: 2 * listSize - 1, state: 'revoked' as const },
    ];
    const token = statusListToken(key, issuer, 1, notValid, new Date('2026-11-23T00:00:00Z'));
    const { payload, protectedHeader } = await compactVerify(token, await importJWK(publicJwk(key), 'EdDSA'));
    expect(protectedHeader.typ).toBe('statuslist+jwt');
    const body = JSON.parse(new TextDecoder().decode(payload)) as {
      sub: string;
      status_list: { bits: number; lst: string };
    };
    expect(body.sub).toBe(`${issuer}/api/v1/licence-status/1`);
    expect(body.status_list.bits).toBe(2);
    const bytes = inflateSync(Buffer.from(body.status_list.lst, 'base64url'));
    const at = (place: number) => (bytes[place >> 2]! >> ((place & 3) * 2)) & 3;
    expect(bytes.length).toBe(listSize / 4);
    expect([6, 7, 8, 9, listSize - 1].map(at)).toEqual([0, 1, 2, 0, 1]);
  });

  it('is found from a place only when the place is one of this node’s', () => {
    for (const index of [0, 5, listSize, 3 * listSize + 1])
      expect(statusIndexOf(issuer, statusPlace(issuer, index))).toBe(index);
    expect(statusIndexOf(issuer, { uri: 'https://other.example/api/v1/licence-status/0', index: 1 })).toBeNull();
    expect(statusIndexOf(issuer, { uri: `${issuer}/api/v1/licence-status/0`, index: listSize })).toBeNull();
    expect(statusIndexOf(issuer, { uri: `${issuer}/api/v1/licence-status/00`, index: 1 })).toBeNull();
    expect(statusIndexOf(issuer, { uri: `${issuer}/api/v1/licence-status/0`, index: 1.5 })).toBeNull();
  });
});
