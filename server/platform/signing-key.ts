import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { NoteAlgorithmName } from '../../contracts/note-algorithms.ts';
import { StartupError } from './startup-error.ts';

/** A signing key of this node. The algorithm is named with the key, so that another can stand beside it. */
export interface SigningKey {
  algorithm: NoteAlgorithmName;
  privateKey: KeyObject;
  /** Raw public key: 32 bytes of Ed25519. */
  publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** A new Ed25519 private key as PEM (PKCS #8). */
export function newEd25519(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The key in a PEM; `name` is where it came from. Throws StartupError for what is no key of a known algorithm. */
export function signingKey(pem: string, name: string): SigningKey {
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${privateKey.asymmetricKeyType}, not Ed25519`);
    const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
    return {
      algorithm: 'Ed25519',
      privateKey,
      publicKey: Buffer.from(x!, 'base64url'),
      sign: (message) => sign(null, message, privateKey),
    };
  } catch (error) {
    const { message } = error as Error;
    throw new StartupError({
      zh: `密钥 ${name} 无法使用：${message}`,
      en: `The key ${name} cannot be used: ${message}`,
    });
  }
}
