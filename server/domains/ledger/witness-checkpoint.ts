import { parseAddCheckpoint } from '../../../contracts/add-checkpoint.ts';
import { cosign } from '../../../contracts/note-algorithms.ts';
import {
  formatVkey,
  parseCheckpoint,
  parseNote,
  parseVkeys,
  signatureLine,
  verifyCheckpoint,
} from '../../../contracts/signed-note.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { keepConflict, keepSeen, logSeen } from './store-witnesses.ts';
import { merkle } from './tree.ts';

/** A line of signature to add to the checkpoint, or the size from which the log has to go on. */
export type Witnessed = { kind: 'cosigned'; line: string } | { kind: 'goOnFrom'; size: number };

/** The name that this node witnesses under: its host and path. */
export function witnessName({ config }: Pick<Platform, 'config'>): string {
  const { host, pathname } = new URL(config.publicUrl);
  return `${host}${pathname.replace(/\/+$/, '')}/witness`;
}

export function witnessVkey(platform: Pick<Platform, 'config' | 'keys'>): string {
  return formatVkey(witnessName(platform), platform.keys.witness.publicKey, 'cosignature/v1');
}

/**
 * Cosigns a checkpoint of a log that this node is a witness to, when it follows from the last one cosigned (C2SP tlog-witness,
 * add-checkpoint; tlog-cosignature). What was seen is durable before the cosignature leaves, and the row's lock makes two
 * requests go one after the other. Throws `checkpoint-malformed`, `checkpoint-log-unknown`, `checkpoint-unsigned`,
 * `checkpoint-inconsistent`, `checkpoint-forked`; a signed checkpoint that contradicts the one seen is kept as proof.
 */
export async function witnessCheckpoint(platform: Platform, body: string): Promise<Witnessed> {
  const asked = parseAddCheckpoint(body);
  const stated = asked && parseCheckpoint(parseNote(asked.checkpoint)?.text ?? '');
  if (!asked || !stated) throw new DomainError('checkpoint-malformed');
  const known = await logSeen(platform.db, stated.origin);
  if (!known) throw new DomainError('checkpoint-log-unknown');
  const verified = verifyCheckpoint(asked.checkpoint, parseVkeys(known.vkeys) ?? []);
  if (!verified.ok) throw new DomainError('checkpoint-unsigned');
  const { origin, size, root } = verified.checkpoint;
  const { oldSize, proof, checkpoint: note } = asked;
  if (oldSize > size) throw new DomainError('checkpoint-malformed');
  const now = platform.now();
  const outcome = await platform.db.transaction().execute(async (tx) => {
    const seen = (await logSeen(tx, origin, { lock: true }))!;
    if (seen.size === size && seen.root && Buffer.compare(seen.root, root) !== 0) {
      await keepConflict(tx, { origin, note, now });
      return new DomainError('checkpoint-forked');
    }
    if (seen.size !== oldSize) return { kind: 'goOnFrom' as const, size: seen.size };
    const follows =
      oldSize === 0
        ? proof.length === 0
        : merkle.verifyConsistency({ oldSize, oldRoot: seen.root!, newSize: size, newRoot: root, proof });
    // A proof that does not hold may only be a broken proof, so it is no evidence against the log.
    if (!follows) return new DomainError('checkpoint-inconsistent');
    await keepSeen(tx, { origin, size, root, note, now });
    return null;
  });
  if (outcome instanceof DomainError) throw outcome;
  if (outcome) return outcome;
  const text = Buffer.from(parseNote(note)!.text);
  const { publicKey, sign } = platform.keys.witness;
  const signature = cosign(Math.floor(now.getTime() / 1000), text, sign);
  const signer = { name: witnessName(platform), algorithm: 'cosignature/v1' as const, publicKey };
  return { kind: 'cosigned', line: signatureLine(signer, signature) };
}
