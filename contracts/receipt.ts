import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './base64.ts';
import { canonicalJson } from './canonical-json.ts';
import { merkle, type Sha256 } from './merkle.ts';
import { type Checkpoint, parseVkey, verifyCheckpoint } from './signed-note.ts';

/** Proof that a log holds an entry (c2sp.org/tlog-proof). */
export interface TlogProof {
  /** Place of the entry in the log, from 0. */
  index: number;
  /** Inclusion proof in the checkpoint's tree, the leaf's sibling first. */
  hashes: Uint8Array[];
  /** The checkpoint as a signed note, verbatim. */
  checkpoint: string;
  /** Opaque and not authenticated; ours never have it. */
  extra?: Uint8Array;
}

/** What a reply carries as its last member: it proves offline what was answered, to whom and by what right. */
export interface Receipt {
  /** The ledger's entry; its canonical JSON is the leaf. */
  entry: Record<string, unknown>;
  /** base64url of 16 bytes. It goes to the consumer alone, so that the ledger's digest tells others nothing. */
  salt: string;
  /** A TlogProof as text. */
  proof: string;
}

export type ReceiptCheckName = 'body-is-canonical' | 'reply-digest' | 'leaf-in-tree' | 'checkpoint-signature';

export interface ReceiptCheck {
  name: ReceiptCheckName;
  ok: boolean;
  /** What was found, in English, for the technical view. */
  detail: string;
}

export interface ReceiptVerdict {
  ok: boolean;
  /** Always all four, in the order of ReceiptCheckName. */
  checks: ReceiptCheck[];
  /** The proven entry; only when every check holds. */
  entry?: Record<string, unknown>;
}

export interface SplitBody {
  reply: Record<string, unknown>;
  /** Canonical JSON of the reply: what the digest is over. */
  replyCanonical: string;
  receipt: Receipt;
}

const header = 'c2sp.org/tlog-proof@v1';
const encoder = new TextEncoder();

/** The proof as text (c2sp.org/tlog-proof). */
export function formatProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const extraLine = extra ? `extra ${encodeBase64(extra)}\n` : '';
  return `${header}\n${extraLine}index ${index}\n${hashes.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/** The proof that a text holds (c2sp.org/tlog-proof), or null when it is not well formed. Nothing is verified. */
export function parseProof(text: string): TlogProof | null {
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== header) return null;
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()!.slice(6)) : undefined;
  const [, indexText = ''] = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? '') ?? [];
  const index = Number(indexText);
  if (extra === null || indexText === '' || !Number.isSafeInteger(index)) return null;
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const hash = decodeBase64(line);
    if (hash?.length !== 32) return null;
    hashes.push(hash);
  }
  return { index, hashes, checkpoint: text.slice(end + 2), ...(extra ? { extra } : {}) };
}

/** The entry's `replyDigest`: base64url(SHA-256(salt || canonical JSON of the reply)). */
export function replyDigest(salt: Uint8Array, replyCanonical: string, sha256: Sha256 = nobleSha256): string {
  const reply = encoder.encode(replyCanonical);
  const salted = new Uint8Array(salt.length + reply.length);
  salted.set(salt);
  salted.set(reply, salt.length);
  return encodeBase64Url(sha256(salted));
}

/** The body as it is sent: the canonical JSON of the reply object, which has no member `receipt`, with the receipt as its last. */
export function buildBody(replyCanonical: string, receipt: Receipt): string {
  const comma = replyCanonical === '{}' ? '' : ',';
  return `${replyCanonical.slice(0, -1)}${comma}"receipt":${canonicalJson(receipt)}}`;
}

/** Takes a body apart, or null unless its bytes are exactly those that buildBody writes for its reply and receipt. */
export function splitBody(bytes: Uint8Array): SplitBody | null {
  const parsed = parseObject(bytes);
  if (!parsed) return null;
  const { receipt, ...reply } = parsed.value;
  if (!isReceipt(receipt)) return null;
  const replyCanonical = canonicalOrNull(reply);
  // Rebuilding finds a repeated name, an escape or a number written another way, and a receipt that is not last.
  if (
    replyCanonical === null ||
    canonicalOrNull(receipt) === null ||
    buildBody(replyCanonical, receipt) !== parsed.text
  )
    return null;
  return { reply, replyCanonical, receipt };
}

/**
 * Verifies offline that a reply's body is, byte for byte, what the log of one of the verifier keys recorded. Each key is
 * the text that formatVkey writes: the log's keys, present and past, and those of witnesses that are to be checked as well.
 * The checkpoint must bear the signature of a key of its own log; signature lines of unknown keys are passed over (C2SP signed-note).
 */
export function verifyReceipt(bodyBytes: Uint8Array, vkeys: readonly string[]): ReceiptVerdict {
  const body = splitBody(bodyBytes);
  const canonical = check(
    'body-is-canonical',
    body ? null : 'the bytes are not a canonical reply with its receipt',
    `${bodyBytes.length} bytes`,
  );
  if (!body)
    return verdict([
      canonical,
      notChecked('reply-digest'),
      notChecked('leaf-in-tree'),
      notChecked('checkpoint-signature'),
    ]);
  const { entry } = body.receipt;
  const digest = check('reply-digest', digestFault(body), String(entry.replyDigest));
  const proof = parseProof(body.receipt.proof);
  if (!proof || proof.extra) {
    const unread = (name: ReceiptCheckName) =>
      check(name, 'the proof is not in the form c2sp.org/tlog-proof@v1, without extra data', '');
    return verdict([canonical, digest, unread('leaf-in-tree'), unread('checkpoint-signature')]);
  }
  const signed = readCheckpoint(proof.checkpoint, vkeys);
  const signature = check('checkpoint-signature', signed.fault, signed.fault === null ? signed.said : '');
  // Without a verified signature the note's text says nothing, so there is no tree to look for the leaf in.
  const leaf =
    signed.fault !== null
      ? check('leaf-in-tree', 'not checked: no checkpoint is verified', '')
      : check(
          'leaf-in-tree',
          leafFault(entry, proof, signed.checkpoint),
          `entry ${proof.index} of ${signed.checkpoint.size}`,
        );
  return verdict([canonical, digest, leaf, signature], entry);
}

/**
 * Verifies that an entry, given as the text that was hashed, stands in the log of one of the verifier keys at the place that the
 * proof states.
 */
export function verifyEntryProof(
  entry: string,
  proofText: string,
  vkeys: readonly string[],
): { ok: true; index: number; checkpoint: Checkpoint } | { ok: false; fault: 'checkpoint' | 'inclusion' } {
  const proof = parseProof(proofText);
  const signed = proof && readCheckpoint(proof.checkpoint, vkeys);
  if (!proof || !signed || signed.fault !== null) return { ok: false, fault: 'checkpoint' };
  const { checkpoint } = signed;
  return leadsToRoot(entry, proof, checkpoint)
    ? { ok: true, index: proof.index, checkpoint }
    : { ok: false, fault: 'inclusion' };
}

function digestFault({ receipt, replyCanonical }: SplitBody): string | null {
  const salt = decodeBase64Url(receipt.salt);
  if (salt?.length !== 16) return 'the salt is not 16 bytes in base64url';
  return receipt.entry.replyDigest === replyDigest(salt, replyCanonical)
    ? null
    : 'the reply is not the one whose digest the entry holds';
}

function leafFault(entry: Record<string, unknown>, proof: TlogProof, checkpoint: Checkpoint): string | null {
  return leadsToRoot(canonicalJson(entry), proof, checkpoint)
    ? null
    : 'the proof does not lead from the entry to the root of the checkpoint';
}

function leadsToRoot(entry: string, { index, hashes }: TlogProof, { size, root }: Checkpoint): boolean {
  return merkle.verifyInclusion({ leaf: merkle.leafHash(encoder.encode(entry)), index, size, proof: hashes, root });
}

/** The verified checkpoint and who signed it, or the fault. */
function readCheckpoint(
  note: string,
  vkeys: readonly string[],
): { fault: null; checkpoint: Checkpoint; said: string } | { fault: string } {
  const keys = vkeys.map(parseVkey);
  if (keys.includes(null)) return { fault: 'a verifier key is malformed' };
  const verified = verifyCheckpoint(
    note,
    keys.filter((key) => key !== null),
  );
  if (!verified.ok) {
    return {
      fault: {
        malformed: 'the checkpoint is malformed',
        signatureWrong: 'the signature is wrong',
        signerUnknown: 'no given key of its log signed it',
      }[verified.fault],
    };
  }
  const { checkpoint } = verified;
  const signers = verified.keys.map(({ name, id, algorithm }) => `${name} ${id} (${algorithm})`).join(', ');
  return { fault: null, checkpoint, said: `${checkpoint.origin}, size ${checkpoint.size}, signed by ${signers}` };
}

function check(name: ReceiptCheckName, fault: string | null, found: string): ReceiptCheck {
  return { name, ok: fault === null, detail: fault ?? found };
}

function notChecked(name: ReceiptCheckName): ReceiptCheck {
  return check(name, 'not checked: the body cannot be read', '');
}

function verdict(checks: ReceiptCheck[], entry?: Record<string, unknown>): ReceiptVerdict {
  const ok = checks.every((each) => each.ok);
  return ok && entry ? { ok, checks, entry } : { ok, checks };
}

function parseObject(bytes: Uint8Array): { text: string; value: Record<string, unknown> } | null {
  try {
    // A byte order mark is a changed body, so it is not passed over.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { text, value } : null;
  } catch {
    return null;
  }
}

function canonicalOrNull(value: unknown): string | null {
  try {
    return canonicalJson(value);
  } catch {
    return null;
  }
}

function isReceipt(value: unknown): value is Receipt {
  if (!isObject(value) || Object.keys(value).sort().join() !== 'entry,proof,salt') return false;
  return isObject(value.entry) && typeof value.salt === 'string' && typeof value.proof === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
