import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderFault, syncFolder } from './embedded-postgres-folders.ts';
import { StartupError } from './startup-error.ts';

/** A signing key of this node. The algorithm is named with the key, so that another can stand beside it. */
export interface SigningKey {
  algorithm: 'Ed25519';
  privateKey: KeyObject;
  /** Raw public key, 32 bytes. */
  publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export interface Keys {
  /** Signs the ledger's checkpoints. */
  ledger: SigningKey;
  /** Signs licences (SD-JWT VC) and their status lists. */
  licences: SigningKey;
  /** Signs ID and access tokens. */
  tokens: SigningKey;
  /** Keys the pseudonyms of subjects in ledger and logs (HMAC-SHA-256, 32 bytes). */
  pseudonym: KeyObject;
  /** Signs cookies (32 bytes). */
  cookies: Buffer;
}

/**
 * The node's keys from `<dataDir>/keys`, made at first start with mode 0600. Several processes of one node share the
 * folder. A key file that cannot be read is a StartupError: a key is never made anew over an old one, because receipts
 * and licences in people's hands rest on it.
 */
export async function loadKeys(dataDir: string): Promise<Keys> {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw folderFault(error, folder);
  });
  const signing = async (name: string): Promise<SigningKey> =>
    signingKey(await readOrMake(folder, `${name}.pem`, newEd25519), `${name}.pem`);
  const secret = async (name: string) =>
    secretKey(await readOrMake(folder, name, () => randomBytes(32).toString('base64')), name);
  return {
    ledger: await signing('ledger-ed25519'),
    licences: await signing('licences-ed25519'),
    tokens: await signing('tokens-ed25519'),
    pseudonym: createSecretKey(await secret('pseudonym.key')),
    cookies: await secret('cookies.key'),
  };
}

function newEd25519(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function signingKey(pem: string, name: string): SigningKey {
  try {
    const privateKey = createPrivateKey(pem);
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    if (privateKey.asymmetricKeyType !== 'ed25519' || !jwk.x) throw new Error('not an Ed25519 key');
    return {
      algorithm: 'Ed25519',
      privateKey,
      publicKey: Buffer.from(jwk.x, 'base64url'),
      sign: (message) => sign(null, message, privateKey),
    };
  } catch (error) {
    throw new StartupError({
      zh: `密钥文件 ${name} 无法使用：${String(error)}`,
      en: `The key file ${name} cannot be used: ${String(error)}`,
    });
  }
}

function secretKey(text: string, name: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === 32) return key;
  throw new StartupError({
    zh: `密钥文件 ${name} 无法使用：应为 32 字节的 base64。`,
    en: `The key file ${name} cannot be used: it should be 32 bytes in base64.`,
  });
}

async function readOrMake(folder: string, name: string, make: () => string): Promise<string> {
  const path = join(folder, name);
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartupError({
      zh: `无法读取密钥文件 ${path}：${error.code}`,
      en: `Cannot read the key file ${path}: ${error.code}`,
    });
  });
  if (existing !== undefined) return existing;
  const text = make();
  // Written aside and linked, so that a crash here leaves no half key behind, and that of two processes which start at
  // once on a new folder both take the key that stands.
  const aside = `${path}.${process.pid}.new`;
  await rm(aside, { force: true });
  try {
    await writeFile(aside, text, { mode: 0o600, flush: true });
    await link(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw folderFault(error, folder);
  } finally {
    await rm(aside, { force: true });
  }
  await syncFolder(folder);
  return readFile(path, 'utf8');
}
