import { merkle } from '../../contracts/merkle.ts';
import { parseProof } from '../../contracts/receipt.ts';
import { parseCheckpoint, parseVkey, verifyNote } from '../../contracts/signed-note.ts';

export type EntryVerdict =
  | { ok: true; size: number; origin: string }
  | { ok: false; fault: 'checkpoint' | 'inclusion' };

/**
 * Proves here, with nothing but the node's public key, that an entry stands at its place in the ledger: the proof leads from
 * its canonical JSON to a checkpoint that the key signed (RFC 9162, C2SP tlog-proof).
 */
export function proveEntry(
  { index, entry, proof: text }: { index: number; entry: string; proof: string },
  vkey: string,
): EntryVerdict {
  const key = parseVkey(vkey);
  const proof = parseProof(text);
  const note = proof && key ? verifyNote(proof.checkpoint, [key]) : null;
  const checkpoint = note?.ok ? parseCheckpoint(note.text) : null;
  if (!proof || !key || checkpoint?.origin !== key.name) return { ok: false, fault: 'checkpoint' };
  const { size, root, origin } = checkpoint;
  const leaf = merkle.leafHash(new TextEncoder().encode(entry));
  const holds = proof.index === index && merkle.verifyInclusion({ leaf, index, size, proof: proof.hashes, root });
  return holds ? { ok: true, size, origin } : { ok: false, fault: 'inclusion' };
}
