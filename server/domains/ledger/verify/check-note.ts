import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Checkpoint, keyId, parseCheckpoint, parseNote } from '../../../../contracts/signed-note.ts';

/**
 * Verifies checkpoints by a node's public keys under whatever origin they state: a node that moved to another address
 * kept its key. Node's own Ed25519 here, because a log holds a checkpoint for each second of its life.
 */
export function createCheckpointReader(publicKeys: readonly Uint8Array[]): (note: string) => Checkpoint | null {
  const keys = publicKeys.map((bytes) => ({
    bytes,
    key: createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes).toString('base64url') },
    }),
  }));
  const byOrigin = new Map<string, Map<string, KeyObject>>();
  const keysOf = (origin: string) => {
    const known = byOrigin.get(origin) ?? new Map(keys.map(({ bytes, key }) => [keyId(origin, bytes), key] as const));
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
    const isSigned = note.signatures.some(({ name, id, signature }) => {
      const key = name === checkpoint.origin ? known.get(id) : undefined;
      return key !== undefined && verify(null, message, key, signature);
    });
    return isSigned ? checkpoint : null;
  };
}
