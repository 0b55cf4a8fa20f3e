import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseVkeys } from '../../contracts/signed-note.ts';
import type { Config } from './config.ts';
import { folderFault, syncFolder } from './embedded-postgres-folders.ts';
import { newEd25519, type SigningKey, signingKey } from './signing-key.ts';
import { StartupError } from './startup-error.ts';

export type { SigningKey } from './signing-key.ts';

export interface Keys {
  /** Signs the ledger's checkpoints. */
  ledger: SigningKey;
  /** Verifier keys, as text, that the ledger was signed with before. */
  formerLedgerKeys: readonly string[];
  /** Signs licences (SD-JWT VC) and their status lists. */
  licences: SigningKey;
  /** Signs ID and access tokens. */
  tokens: SigningKey;
  /** Signs what this node states as a witness of other logs: a key of its own, as C2SP tlog-cosignature asks. */
  witness: SigningKey;
  /** Keys the pseudonyms of subjects in ledger and logs (HMAC-SHA-256, 32 bytes). */
  pseudonym: KeyObject;
  /** Signs cookies (32 bytes). */
  cookies: Buffer;
}

/**
 * The node's keys from `<dataDir>/keys`, made at first start with mode 0600; the ledger's may be given by the settings instead.
 * Several processes of one node share the folder. A key file that cannot be read, or that others on the machine may read, is a
 * StartupError. A key is never made anew over an old one, because receipts and licences in people's hands rest on it.
 */
export async function loadKeys({ dataDir, ledgerKey }: Pick<Config, 'dataDir' | 'ledgerKey'>): Promise<Keys> {
  const folder = keyFolder(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw folderFault(error, folder);
  });
  const signing = async (name: string): Promise<SigningKey> =>
    signingKey(await readOrMake(folder, `${name}.pem`, newEd25519), `${name}.pem`);
  const secret = async (name: string) =>
    secretKey(await readOrMake(folder, name, () => randomBytes(32).toString('base64')), name);
  return {
    ledger: ledgerKey ? await givenKey(ledgerKey) : await signing('ledger-ed25519'),
    formerLedgerKeys: await readFormerKeys(dataDir),
    licences: await signing('licences-ed25519'),
    tokens: await signing('tokens-ed25519'),
    witness: await signing('witness-ed25519'),
    pseudonym: createSecretKey(await secret('pseudonym.key')),
    cookies: await secret('cookies.key'),
  };
}

/** Puts a new key in the place of the ledger's. The old private key is gone with it: whoever finds it later can sign nothing more. */
export async function replaceLedgerKey(dataDir: string, pem: string): Promise<void> {
  await replaceFile(join(keyFolder(dataDir), 'ledger-ed25519.pem'), pem);
}

/** Adds a verifier key to those that the ledger was signed with before. */
export async function keepFormerKey(dataDir: string, vkey: string): Promise<void> {
  const kept = new Set([vkey, ...(await readFormerKeys(dataDir))]);
  await replaceFile(formerKeysFile(dataDir), [...kept].map((line) => `${line}\n`).join(''));
}

async function readFormerKeys(dataDir: string): Promise<string[]> {
  const path = formerKeysFile(dataDir);
  const text = await readIfThere(path);
  if (!text?.trim()) return [];
  if (!parseVkeys(text)) {
    throw new StartupError({
      zh: `${path} 中有一行不是验证公钥。`,
      en: `A line of ${path} is not a verifier key.`,
    });
  }
  return text.trim().split('\n');
}

function keyFolder(dataDir: string): string {
  return join(dataDir, 'keys');
}

function formerKeysFile(dataDir: string): string {
  return join(keyFolder(dataDir), 'ledger-former.vkeys');
}

async function givenKey(given: NonNullable<Config['ledgerKey']>): Promise<SigningKey> {
  if ('pem' in given) return signingKey(given.pem, 'LEGWORK_LEDGER_KEY');
  const pem = await readIfThere(given.file, { secret: true });
  if (pem !== undefined) return signingKey(pem, given.file);
  throw new StartupError({
    zh: `找不到 LEGWORK_LEDGER_KEY_FILE 所指的密钥文件 ${given.file}。`,
    en: `The key file ${given.file} that LEGWORK_LEDGER_KEY_FILE names is not there.`,
  });
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
  const existing = await readIfThere(path, { secret: true });
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

/** A file's text, or undefined when there is none. A secret that its group or others may read is a StartupError. */
async function readIfThere(path: string, { secret = false } = {}): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    if (secret && (mode & 0o077) !== 0) {
      const found = (mode & 0o777).toString(8).padStart(4, '0');
      throw new StartupError({
        zh: `密钥文件 ${path} 的权限是 ${found}，别的用户可以读到：请执行 chmod 600 ${path}`,
        en: `The key file ${path} has mode ${found}, so that others may read it: chmod 600 ${path}`,
      });
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new StartupError({
      zh: `无法读取密钥文件 ${path}：${code}`,
      en: `Cannot read the key file ${path}: ${code}`,
    });
  }
}

/** Replaces a file at once: a crash leaves the old or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}.new`;
  await rm(aside, { force: true });
  await writeFile(aside, text, { mode: 0o600, flush: true });
  await rename(aside, path);
  await syncFolder(dirname(path));
}
