import { merkle } from '../../contracts/merkle.ts';
import { parseProof, type ReceiptCheckName, verifyReceipt } from '../../contracts/receipt.ts';
import { parseCheckpoint, parseNote, parseVkey, verifyNote } from '../../contracts/signed-note.ts';

export type ReceiptOutcome = 'genuine' | 'altered' | 'otherKey' | 'notReceipt';

export interface Judgement {
  outcome: ReceiptOutcome;
  /** A reply with its receipt, or one entry with its proof. */
  kind: 'reply' | 'entry';
  checks: { name: ReceiptCheckName; ok: boolean; detail: string }[];
  /** What the ledger recorded; only of what is genuine. */
  entry?: Record<string, unknown>;
  /** Who signed, as the checkpoint itself says. */
  signer: string;
}

const format = 'legwork-entry-proof@v1';

/** One entry with its proof as a file: what “My data” gives and this page reads. `entry` is the text that was hashed. */
export function proofFile(entry: string, proof: string): string {
  return `${JSON.stringify({ format, entry, proof }, null, 2)}\n`;
}

/** Says of any bytes, with nothing but a public key, what they prove (see contracts/receipt.ts). */
export function judgeReceipt(bytes: Uint8Array, vkey: string): Judgement {
  const given = objectIn(bytes);
  if (given?.format === format) return judgeEntry(given, vkey);
  const receipt = given?.receipt;
  const { ok, checks, entry } = verifyReceipt(bytes, [vkey]);
  const proof = isObject(receipt) ? String(receipt.proof ?? '') : '';
  const signer = signerOf(proof);
  if (ok && entry) return { outcome: 'genuine', kind: 'reply', checks, entry, signer };
  if (!isObject(receipt)) return { outcome: 'notReceipt', kind: 'reply', checks, signer: '' };
  return { outcome: signedByOther(proof, vkey) ? 'otherKey' : 'altered', kind: 'reply', checks, signer };
}

function judgeEntry(given: Record<string, unknown>, vkey: string): Judgement {
  const [text, proofText] = [String(given.entry ?? ''), String(given.proof ?? '')];
  const key = parseVkey(vkey);
  const proof = parseProof(proofText);
  const note = proof && key ? verifyNote(proof.checkpoint, [key], { onlyKnown: true }) : null;
  const read = note?.ok ? parseCheckpoint(note.text) : null;
  const checkpoint = read?.origin === key?.name ? read : null;
  const entry = objectIn(new TextEncoder().encode(text));
  const inTree =
    proof !== null &&
    checkpoint !== null &&
    entry !== null &&
    merkle.verifyInclusion({
      leaf: merkle.leafHash(new TextEncoder().encode(text)),
      index: proof.index,
      size: checkpoint.size,
      proof: proof.hashes,
      root: checkpoint.root,
    });
  const checks: Judgement['checks'] = [
    {
      name: 'leaf-in-tree',
      ok: inTree,
      detail: proof && checkpoint ? `entry ${proof.index} of ${checkpoint.size}` : '',
    },
    { name: 'checkpoint-signature', ok: checkpoint !== null, detail: checkpoint?.origin ?? '' },
  ];
  const signer = signerOf(proofText);
  if (inTree && entry) return { outcome: 'genuine', kind: 'entry', checks, entry, signer };
  const outcome = proof === null ? 'altered' : signedByOther(proofText, vkey) ? 'otherKey' : 'altered';
  return { outcome, kind: 'entry', checks, signer };
}

/** Whether the checkpoint is whole and bears signatures, none of them by this key. */
function signedByOther(proofText: string, vkey: string): boolean {
  const key = parseVkey(vkey);
  const note = parseNote(parseProof(proofText)?.checkpoint ?? '');
  return note !== null && !note.signatures.some(({ name, id }) => name === key?.name && id === key.id);
}

function signerOf(proofText: string): string {
  return parseNote(parseProof(proofText)?.checkpoint ?? '')?.signatures[0]?.name.slice(0, 200) ?? '';
}

function objectIn(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
