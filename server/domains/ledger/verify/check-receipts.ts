import { canonicalJson } from '../../../../contracts/canonical-json.ts';
import { parseProof, splitBody, verifyReceipt } from '../../../../contracts/receipt.ts';
import { formatVkey, parseCheckpoint, parseNote } from '../../../../contracts/signed-note.ts';
import { leafOf } from '../entry.ts';
import type { StoredLog } from '../store-verify.ts';
import type { Anchor } from './check-anchors.ts';
import type { LogKey } from './check-note.ts';
import { alteredFinding, type Finding, finding, missingFinding } from './findings.ts';

/** A file that left the node and was brought back. */
export interface OutsideFile {
  name: string;
  bytes: Uint8Array;
}

interface ReadReceipt {
  name: string;
  index: number;
  leaf: Uint8Array;
  anchor: Anchor;
}

/** Verifies receipts by the node's public keys, whatever address it had when they were given. */
export function readReceipts(
  files: readonly OutsideFile[],
  logKeys: readonly LogKey[],
  add: (found: Finding) => void,
): ReadReceipt[] {
  return files.flatMap(({ name, bytes }) => {
    const body = splitBody(bytes);
    const proof = body && parseProof(body.receipt.proof);
    const note = proof && parseNote(proof.checkpoint);
    const checkpoint = note && parseCheckpoint(note.text);
    const vkeys = checkpoint ? logKeys.map((key) => formatVkey(checkpoint.origin, key.publicKey, key.algorithm)) : [];
    const verdict = verifyReceipt(bytes, vkeys);
    if (!verdict.ok || !body || !proof || !checkpoint) {
      const faults = verdict.checks.filter((check) => !check.ok);
      add(
        finding(
          'receipt',
          null,
          null,
          `回执 ${name} 没有通过验证（${faults.map((check) => check.name).join('、')}）。`,
          `The receipt ${name} does not verify: ${faults.map((check) => check.detail).join('; ')}.`,
        ),
      );
      return [];
    }
    return [
      {
        name,
        index: proof.index,
        leaf: leafOf(canonicalJson(body.receipt.entry)),
        anchor: {
          size: checkpoint.size,
          root: checkpoint.root,
          zh: `回执 ${name} 中的检查点（大小 ${checkpoint.size}）`,
          en: `the checkpoint of size ${checkpoint.size} in the receipt ${name}`,
        },
      },
    ];
  });
}

/** Holds the entry that each receipt proves against the one that stands in its place now. */
export async function checkReceipts(
  log: StoredLog,
  receipts: readonly ReadReceipt[],
  add: (found: Finding) => void,
): Promise<void> {
  for (const { name, index, leaf } of receipts) {
    const body = await log.bodyAt(index);
    const isSame = body !== undefined && Buffer.compare(leafOf(body), leaf) === 0;
    if (isSame) continue;
    const found = body === undefined ? missingFinding(index, index) : alteredFinding(index, index);
    add({ ...found, zh: `${found.zh}（依据：回执 ${name}）`, en: `${found.en} (By the receipt ${name}.)` });
  }
}
