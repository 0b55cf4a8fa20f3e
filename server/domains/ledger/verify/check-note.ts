import { createPublicKey, verify } from 'node:crypto';
import { type NoteAlgorithmName, noteAlgorithm } from '../../../../contracts/note-algorithms.ts';
import {
  type Checkpoint,
  keyId,
  parseCheckpoint,
  parseNote,
  type VerifierKey,
} from '../../../../contracts/signed-note.ts';

/** A node's key without its name: a node that moved to another address kept its key. */
export type LogKey = Pick<VerifierKey, 'algorithm' | 'publicKey'>;

type Verify = (signature: Uint8Array, text: Uint8Array) => boolean;

/** Verifies checkpoints by a node's public keys, present and past, under whatever origin they state. */
export function createCheckpointReader(logKeys: readonly LogKey[]): (note: string) => Checkpoint | null {
  const keys = logKeys.map((key) => ({ ...key, verify: verifierOf(key) }));
  const byOrigin = new Map<string, Map<string, Verify>>();
  const keysOf = (origin: string) => {
    const known =
      byOrigin.get(origin) ??
      new Map(keys.map((key) => [keyId(origin, key.publicKey, key.algorithm), key.verify] as const));
    // Origins come from files: a few at most, but nothing here grows without bound.
    if (byOrigin.size < 100) byOrigin.set(origin, known);
    return known;
  };
  return (text) => {
    const note = parseNote(text);
    const checkpoint = note && parseCheckpoint(note.text);
    if (!checkpoint) return null;
    const known = keysOf(checkpoint.origin);
    const message = Buffer.from(note.text);
    const isSigned = note.signatures.some(
      ({ name, id, signature }) => name === checkpoint.origin && known.get(id)?.(signature, message),
    );
    return isSigned ? checkpoint : null;
  };
}

/** Node's own Ed25519, because a log holds a checkpoint for each second of its life; other algorithms as the contract has them. */
function verifierOf({ algorithm, publicKey }: LogKey): Verify {
  const known: NoteAlgorithmName = algorithm;
  if (known !== 'Ed25519') return (signature, text) => noteAlgorithm(known).verify(signature, text, publicKey);
  const x = Buffer.from(publicKey).toString('base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  return (signature, text) => verify(null, text, key, signature);
}
