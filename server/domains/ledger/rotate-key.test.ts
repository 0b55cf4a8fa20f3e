import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import { verifyEntryProof } from '../../../contracts/receipt.ts';
import { parseNote } from '../../../contracts/signed-note.ts';
import { loadKeys } from '../../platform/keys.ts';
import type { Platform } from '../../platform/platform.ts';
import { newEd25519 } from '../../platform/signing-key.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import {
  entryAt,
  inclusionProofFor,
  ledgerDomain,
  ledgerSize,
  ledgerVkey,
  ledgerVkeys,
  publishCheckpoint,
  rotateLedgerKey,
  verifyLedger,
} from './index.ts';
import { appendBatches } from './sample-entries.ts';

let world: TestWorld;
/** The node as it stands after its next start. */
const restarted = async (platform: Platform): Promise<Platform> => ({
  ...platform,
  keys: await loadKeys(platform.config),
});

beforeAll(async () => {
  world = await testWorld([{ ...ledgerDomain, start: async () => undefined }]);
  await appendBatches(world.platform, [3, 2]);
});
afterAll(() => world.close());

it('after a rotation the old key’s proofs still hold, and the old key vouches for the new one', async () => {
  const { platform } = world;
  const old = ledgerVkey(platform);
  const proven = (await inclusionProofFor(platform, 1))!;
  const { before, after } = await rotateLedgerKey(platform);
  expect(before).toBe(old);
  const next = await restarted(platform);
  expect(ledgerVkeys(next)).toEqual([after, old]);
  expect(verifyEntryProof(canonicalJson(proven.entry), proven.proof, ledgerVkeys(next))).toMatchObject({ ok: true });

  const index = (await ledgerSize(platform.database.pool)) - 1;
  const change = (await entryAt(platform.db, index))!.body;
  expect(change).toMatchObject({ kind: 'key', detail: { act: 'rotate', before: old, after } });
  const vouched = (await inclusionProofFor(next, index))!;
  expect(verifyEntryProof(canonicalJson(change), vouched.proof, [old])).toMatchObject({ ok: true });

  await appendBatches(next, [4], 100);
  const { note } = await publishCheckpoint(next);
  expect(parseNote(note)!.signatures.map(({ id }) => id)).toEqual([after.split('+')[1]]);
  const { findings, checkpoints } = await verifyLedger({ pool: platform.database.pool, vkeys: ledgerVkeys(next) });
  expect([findings, checkpoints]).toEqual([[], 3]);
  const alone = await verifyLedger({ pool: platform.database.pool, vkeys: [after] });
  expect(alone.findings.map(({ kind }) => kind)).toEqual(['signature', 'signature']);
});

it('a key that the settings give is changed only by naming the new one', async () => {
  const pem = newEd25519();
  const given: Platform = { ...world.platform, config: { ...world.platform.config, ledgerKey: { pem } } };
  const platform = await restarted(given);
  await expect(rotateLedgerKey(platform)).rejects.toThrow('--to FILE');
  await expect(rotateLedgerKey(platform, pem)).rejects.toThrow('present one');
  const next = newEd25519();
  const { after } = await rotateLedgerKey(platform, next);
  const started = await restarted({ ...platform, config: { ...platform.config, ledgerKey: { pem: next } } });
  expect(ledgerVkeys(started).slice(0, 2)).toEqual([after, ledgerVkey(platform)]);
});

it('a key of another kind is refused by name', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await expect(rotateLedgerKey(world.platform, pem)).rejects.toThrow('ec, not Ed25519');
});
