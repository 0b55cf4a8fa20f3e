import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { keepFormerKey, loadKeys } from './keys.ts';
import { newEd25519, signingKey } from './signing-key.ts';

let dataDir: string;
const load = (env: NodeJS.ProcessEnv = {}) => loadKeys(readConfig({ LEGWORK_DATA: dataDir, ...env }));
const publicKey = (pem: string) => Buffer.from(signingKey(pem, 'test').publicKey).toString('hex');
const ledgerKey = async (env: NodeJS.ProcessEnv = {}) =>
  Buffer.from((await load(env)).ledger.publicKey).toString('hex');

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'legwork-keys-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it('keys are made once, and for their owner alone', async () => {
  const made = await ledgerKey();
  expect(await ledgerKey()).toBe(made);
  const folder = join(dataDir, 'keys');
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
});

it.each(['ledger-ed25519.pem', 'pseudonym.key', 'witness-ed25519.pem'])(
  '%s is refused when others may read it',
  async (name) => {
    await load();
    for (const mode of [0o640, 0o604, 0o644]) {
      await chmod(join(dataDir, 'keys', name), mode);
      await expect(load()).rejects.toThrow(`chmod 600 ${join(dataDir, 'keys', name)}`);
    }
    await chmod(join(dataDir, 'keys', name), 0o400);
    await load();
  },
);

it('the ledger’s key may come from the environment or from a file of its own', async () => {
  const pem = newEd25519();
  expect(await ledgerKey({ LEGWORK_LEDGER_KEY: pem })).toBe(publicKey(pem));
  expect(await ledgerKey({ LEGWORK_LEDGER_KEY: pem.replaceAll('\n', '\\n') })).toBe(publicKey(pem));
  const file = join(dataDir, 'mounted.pem');
  await writeFile(file, pem, { mode: 0o600 });
  expect(await ledgerKey({ LEGWORK_LEDGER_KEY_FILE: file })).toBe(publicKey(pem));
  expect(await readdir(join(dataDir, 'keys'))).not.toContain('ledger-ed25519.pem');
  await chmod(file, 0o644);
  await expect(load({ LEGWORK_LEDGER_KEY_FILE: file })).rejects.toThrow('chmod 600');
  await expect(load({ LEGWORK_LEDGER_KEY_FILE: join(dataDir, 'nowhere') })).rejects.toThrow('LEGWORK_LEDGER_KEY_FILE');
  await expect(load({ LEGWORK_LEDGER_KEY: 'nonsense' })).rejects.toThrow('LEGWORK_LEDGER_KEY');
  expect(() => readConfig({ LEGWORK_LEDGER_KEY: pem, LEGWORK_LEDGER_KEY_FILE: file })).toThrow('LEGWORK_LEDGER_KEY');
});

it('former keys are kept, the newest first, each once; a line that is none stops the start', async () => {
  await load();
  const [a, b] = [
    'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
    'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  ];
  for (const vkey of [a, b, a]) await keepFormerKey(dataDir, vkey);
  expect((await load()).formerLedgerKeys).toEqual([a, b]);
  const file = join(dataDir, 'keys', 'ledger-former.vkeys');
  await writeFile(file, `${await readFile(file, 'utf8')}nonsense\n`);
  await expect(load()).rejects.toThrow('ledger-former.vkeys');
});
