import { expect, test } from 'vitest';
import { makeKeyPair, readPublicKeys } from './key-pair.ts';

test('a pair that is made signs what its public half verifies, and its public half holds nothing private', async () => {
  const { publicKey, privateKey } = await makeKeyPair();
  expect(publicKey).not.toHaveProperty('d');
  const kept = JSON.parse(privateKey);
  const text = new TextEncoder().encode('text');
  const { kid: _kid, ...jwk } = kept;
  const own = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign']);
  const { kid: _id, ...open } = publicKey;
  const other = await crypto.subtle.importKey('jwk', open as JsonWebKey, 'Ed25519', false, ['verify']);
  expect(await crypto.subtle.verify('Ed25519', other, await crypto.subtle.sign('Ed25519', own, text), text)).toBe(true);
});

test('pasted keys are read as a JWK or a JWKS; a private one, and what is no key, are refused', async () => {
  const { publicKey, privateKey } = await makeKeyPair();
  expect(readPublicKeys(JSON.stringify(publicKey))).toEqual({ keys: [publicKey] });
  expect(readPublicKeys(JSON.stringify({ keys: [publicKey, publicKey] }))).toEqual({ keys: [publicKey, publicKey] });
  expect(readPublicKeys(privateKey)).toEqual({ fault: 'private' });
  for (const text of ['', 'x', 'null', '[]', '{}', '{"keys":[]}', '{"keys":[1]}'])
    expect(readPublicKeys(text)).toEqual({ fault: 'unread' });
});
