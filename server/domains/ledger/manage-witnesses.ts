import type { StaffActor } from '../../../contracts/actor.ts';
import type { Witness, WitnessedLog } from '../../../contracts/ledger-witnesses.ts';
import { noteAlgorithm } from '../../../contracts/note-algorithms.ts';
import { parseVkey, type VerifierKey } from '../../../contracts/signed-note.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { record } from './append-entries.ts';
import {
  allLogsSeen,
  allWitnesses,
  deleteWitness,
  insertWitness,
  putLogSeen,
  type StoredLogSeen,
  type StoredWitness,
} from './store-witnesses.ts';
import { witnessVkey } from './witness-checkpoint.ts';

/** Who cosigns this log, whose logs this node cosigns, and what others need to know to have it as a witness. */
export async function showWitnesses(platform: Platform) {
  const { db, config } = platform;
  return {
    witnesses: (await allWitnesses(db)).map(shownWitness),
    logs: (await allLogsSeen(db)).map(shownLog),
    own: { url: `${config.publicUrl}/witness`, vkey: witnessVkey(platform) },
  };
}

/** Throws `vkey-invalid` for a key that makes no cosignatures, `witness-known`. The change is an entry. */
export async function registerWitness(
  platform: Platform,
  actor: StaffActor,
  { url, vkey }: { url: string; vkey: string },
): Promise<Witness> {
  readKey(vkey, 'witness');
  return platform.db.transaction().execute(async (tx) => {
    const now = platform.now();
    const added = await insertWitness(tx, { id: newId(), url, vkey, now, by: actor.accountId });
    if (!added) throw new DomainError('witness-known');
    await recordChange(platform, tx, actor, { act: 'addWitness', witness: vkey, url });
    return shownWitness(added);
  });
}

/** Throws `not-found`. */
export async function dismissWitness(platform: Platform, actor: StaffActor, id: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const vkey = await deleteWitness(tx, id);
    if (!vkey) throw new DomainError('not-found');
    await recordChange(platform, tx, actor, { act: 'removeWitness', witness: vkey });
  });
}

/** Throws `vkey-invalid` unless all keys are keys of one log. */
export async function followLog(platform: Platform, actor: StaffActor, vkeys: string[]): Promise<WitnessedLog> {
  const keys = vkeys.map((vkey) => readKey(vkey, 'log'));
  const origin = keys[0]!.name;
  const stranger = keys.findIndex(({ name }) => name !== origin);
  if (stranger >= 0) throw new DomainError('vkey-invalid', { vkey: vkeys[stranger]! });
  return platform.db.transaction().execute(async (tx) => {
    const log = await putLogSeen(tx, { origin, vkeys: vkeys.join('\n'), now: platform.now(), by: actor.accountId });
    await recordChange(platform, tx, actor, { act: 'witnessLog', keys: vkeys });
    return shownLog(log);
  });
}

function readKey(vkey: string, signs: 'log' | 'witness'): VerifierKey {
  const key = parseVkey(vkey);
  if (key && noteAlgorithm(key.algorithm).signs === signs) return key;
  throw new DomainError('vkey-invalid', { vkey });
}

async function recordChange(
  platform: Platform,
  tx: Platform['db'],
  { agencyId, accountId }: StaffActor,
  detail: Record<string, unknown>,
): Promise<void> {
  const agency = await agencyById(tx, agencyId);
  const actor = { ...(agency && { agency: agency.creditCode }), account: accountId };
  await record(platform, tx, { kind: 'key', at: platform.now().toISOString(), actor, detail }, { agencyId });
}

function shownWitness({ id, url, vkey, size, cosignedAt, fault, faultAt }: StoredWitness): Witness {
  return {
    id,
    name: parseVkey(vkey)?.name ?? '',
    url,
    vkey,
    size,
    cosignedAt: cosignedAt?.toISOString() ?? null,
    fault,
    faultAt: faultAt?.toISOString() ?? null,
  };
}

function shownLog({ origin, vkeys, size, seenAt, conflict, conflictAt }: StoredLogSeen): WitnessedLog {
  return {
    origin,
    vkeys: vkeys.split('\n'),
    size,
    seenAt: seenAt?.toISOString() ?? null,
    conflict,
    conflictAt: conflictAt?.toISOString() ?? null,
  };
}
