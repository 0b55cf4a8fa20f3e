import type { EntryBody } from '../../../contracts/ledger.ts';
import { formatProof } from '../../../contracts/receipt.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Appended } from './append-entries.ts';
import { archivedEntry } from './archive-files.ts';
import { signCheckpoint } from './log-key.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';
import { entryByIndex, newestCheckpoint, readTile } from './store.ts';
import { cosignaturesOf, newestCosigned } from './store-witnesses.ts';
import { merkle, subtreesOf } from './tree.ts';

/** An entry and the proof, as text (C2SP tlog-proof), that the log holds it. */
export interface ProvenEntry {
  entry: EntryBody;
  proof: string;
}

/**
 * Receipts of a batch: call it after the commit, because it signs. The function returned gives that of the i-th entry
 * (from 0).
 */
export function receiptsOf(platform: Platform, appended: Appended): (i: number) => ProvenEntry {
  const checkpoint = signCheckpoint(platform, appended);
  return (i) => ({
    entry: JSON.parse(appended.texts[i]!) as EntryBody,
    proof: formatProof({ index: appended.firstIndex + i, hashes: appended.proof(i), checkpoint }),
  });
}

/**
 * The same receipts with their salts, as canonical JSON (RFC 8785) of Receipt. What the receipts of a batch share, the checkpoint
 * and most hashes, is written once.
 */
export function receiptTextsOf(platform: Platform, appended: Appended): (i: number, salt: Uint8Array) => string {
  const base64 = new Map<Uint8Array, string>();
  const lineOf = (hash: Uint8Array): string => {
    const known = base64.get(hash);
    if (known !== undefined) return known;
    const line = `${Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString('base64')}\\n`;
    base64.set(hash, line);
    return line;
  };
  // A proof of index 0 without hashes, as JSON has it, is cut where its index ends: there each one's own lines belong.
  const empty = JSON.stringify(formatProof({ index: 0, hashes: [], checkpoint: signCheckpoint(platform, appended) }));
  const cut = empty.indexOf('0', empty.indexOf('index '));
  const [head, tail] = [empty.slice(0, cut), empty.slice(cut + '0\\n'.length)];
  return (i, salt) => {
    let proof = `${head}${appended.firstIndex + i}\\n`;
    for (const hash of appended.proof(i)) proof += lineOf(hash);
    return `{"entry":${appended.texts[i]!},"proof":${proof}${tail},"salt":"${Buffer.from(salt).toString('base64url')}"}`;
  };
}

/** The proof of any entry against a published checkpoint, or null when the log has no such entry. */
export async function inclusionProofFor(platform: Platform, index: number): Promise<ProvenEntry | null> {
  const kept = (await entryByIndex(platform.db, index)) ?? (await archivedEntry(platform, index));
  if (!kept) return null;
  const { pool } = platform.database;
  const { size, note } = await checkpointOver(platform, index);
  const hashes = await merkle.inclusionProof(
    subtreesOf((level, tile) => readTile(pool, level, tile)),
    index,
    size,
  );
  return {
    entry: kept.body,
    proof: formatProof({ index, hashes, checkpoint: note + (await cosignaturesOf(pool, size)) }),
  };
}

/** A published checkpoint that an entry stands under: the newest that a witness cosigned, or else the newest. */
async function checkpointOver(platform: Platform, index: number): Promise<{ size: number; note: string }> {
  const { pool } = platform.database;
  const cosigned = await newestCosigned(pool);
  if (cosigned && cosigned.size > index) return cosigned;
  const newest = await newestCheckpoint(pool);
  // An entry of the last second may be newer than what was published.
  return newest && newest.size > index ? newest : publishCheckpoint(platform);
}
