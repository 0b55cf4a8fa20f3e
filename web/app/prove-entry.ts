import { verifyEntryProof } from '../../contracts/receipt.ts';

export type EntryVerdict =
  | { ok: true; size: number; origin: string }
  | { ok: false; fault: 'checkpoint' | 'inclusion' };

/**
 * Proves here, with nothing but the node's public keys, that an entry stands at its place in the ledger: the proof leads from
 * its canonical JSON to a checkpoint that one of the keys signed (RFC 9162, C2SP tlog-proof).
 */
export function proveEntry(
  { index, entry, proof }: { index: number; entry: string; proof: string },
  vkeys: readonly string[],
): EntryVerdict {
  const proven = verifyEntryProof(entry, proof, vkeys);
  if (!proven.ok) return proven;
  if (proven.index !== index) return { ok: false, fault: 'inclusion' };
  return { ok: true, size: proven.checkpoint.size, origin: proven.checkpoint.origin };
}
