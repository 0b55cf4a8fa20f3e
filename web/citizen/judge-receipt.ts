import { parseProof, type ReceiptCheckName, verifyEntryProof, verifyReceipt } from '../../contracts/receipt.ts';
import { parseNote, parseVkeys } from '../../contracts/signed-note.ts';

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

/** Says of any bytes, with nothing but public keys (a text with one a line), what they prove (see contracts/receipt.ts). */
export function judgeReceipt(bytes: Uint8Array, keys: string): Judgement {
  const given = objectIn(bytes);
  const vkeys = linesOf(keys);
  if (given?.format === format) return judgeEntry(given, vkeys);
  const receipt = given?.receipt;
  const { ok, checks, entry } = verifyReceipt(bytes, vkeys);
  const proof = isObject(receipt) ? String(receipt.proof ?? '') : '';
  const signer = signerOf(proof);
  if (ok && entry) return { outcome: 'genuine', kind: 'reply', checks, entry, signer };
  if (!isObject(receipt)) return { outcome: 'notReceipt', kind: 'reply', checks, signer: '' };
  return { outcome: signedByOther(proof, vkeys) ? 'otherKey' : 'altered', kind: 'reply', checks, signer };
}

function judgeEntry(given: Record<string, unknown>, vkeys: readonly string[]): Judgement {
  const [text, proofText] = [String(given.entry ?? ''), String(given.proof ?? '')];
  const proven = verifyEntryProof(text, proofText, vkeys);
  const entry = objectIn(new TextEncoder().encode(text));
  const checks: Judgement['checks'] = [
    {
      name: 'leaf-in-tree',
      ok: proven.ok,
      detail: proven.ok ? `entry ${proven.index} of ${proven.checkpoint.size}` : '',
    },
    {
      name: 'checkpoint-signature',
      ok: proven.ok || proven.fault !== 'checkpoint',
      detail: proven.ok ? proven.checkpoint.origin : '',
    },
  ];
  const signer = signerOf(proofText);
  if (proven.ok && entry) return { outcome: 'genuine', kind: 'entry', checks, entry, signer };
  return { outcome: signedByOther(proofText, vkeys) ? 'otherKey' : 'altered', kind: 'entry', checks, signer };
}

/** Whether the checkpoint is whole and bears signatures, none of them by these keys. */
function signedByOther(proofText: string, vkeys: readonly string[]): boolean {
  const keys = parseVkeys(vkeys.join('\n')) ?? [];
  const note = parseNote(parseProof(proofText)?.checkpoint ?? '');
  return (
    note !== null && !note.signatures.some(({ name, id }) => keys.some((key) => key.name === name && key.id === id))
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
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
