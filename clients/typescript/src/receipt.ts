/** A receipt as it ends a reply: what the ledger says, the salt of its digest, and the proof that the log holds it. */
export interface Receipt {
  entry: Record<string, unknown>;
  /** base64url of 16 bytes. */
  salt: string;
  /** C2SP tlog-proof as text. */
  proof: string;
}

export interface Verified {
  /** The reply without its receipt. */
  reply: Record<string, unknown>;
  receipt: Receipt;
  /** The ledger's entry, proven by the receipt. */
  entry: Record<string, unknown>;
  /** Place of the entry in the log, from 0. */
  index: number;
}

/** A body does not prove what it says. `fault` names the first step that failed. */
export class ReceiptError extends Error {
  readonly fault: 'body' | 'digest' | 'proof' | 'signature' | 'entry';

  constructor(fault: ReceiptError['fault'], message: string) {
    super(message);
    this.name = 'ReceiptError';
    this.fault = fault;
  }
}

interface Key {
  name: string;
  id: string;
  publicKey: Bytes;
}

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const maxDepth = 200;

/**
 * Verifies a reply's body, byte for byte as it came, against verifier keys (the lines of `GET /ledger/key`, kept from before).
 * Needs no network. Throws ReceiptError.
 */
export async function verifyReceipt(body: Uint8Array, verifierKeys: readonly string[]): Promise<Verified> {
  const { reply, receipt } = splitBody(body);
  const { entry } = receipt;
  const salt = fromBase64(receipt.salt);
  if (salt?.length !== 16) throw new ReceiptError('digest', 'the salt is not 16 bytes in base64url');
  const digest = await sha256(join(salt, encoder.encode(canonicalJson(reply))));
  if (toBase64Url(digest) !== entry.replyDigest)
    throw new ReceiptError('digest', 'the reply is not the one whose digest the ledger holds');

  const { index, hashes, checkpoint } = parseProof(receipt.proof);
  const { size, root } = await readCheckpoint(checkpoint, await Promise.all(verifierKeys.map(parseKey)));
  const leaf = await sha256(join(Uint8Array.of(0), encoder.encode(canonicalJson(entry))));
  const computed = await rootFrom(leaf, index, size, hashes);
  if (!computed || !same(computed, root))
    throw new ReceiptError('proof', 'the proof does not lead from the entry to the signed root');
  return { reply, receipt, entry, index };
}

/** The body that a reply would have had by itself: for the answers of a batch or a query, each of which carries its own receipt. */
export function bodyOf({ receipt, ...reply }: Record<string, unknown>): Uint8Array {
  const head = canonicalJson(reply).slice(0, -1);
  return encoder.encode(`${head}${head === '{' ? '' : ','}"receipt":${canonicalJson(receipt)}}`);
}

/** Canonical JSON (RFC 8785) of what JSON.parse gives. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > maxDepth) throw new ReceiptError('body', 'nested too deeply');
  if (typeof value === 'string' || typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each, depth + 1)).join()}]`;
  const members = Object.entries(value)
    // The order of UTF-16 code units, which is that of plain comparison.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each, depth + 1)}`);
  return `{${members.join()}}`;
}

function splitBody(body: Uint8Array): { reply: Record<string, unknown>; receipt: Receipt } {
  const unread = new ReceiptError('body', 'the body is not a canonical reply that ends with its receipt');
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    parsed = JSON.parse(text);
  } catch {
    throw unread;
  }
  if (!isObject(parsed) || !isReceipt(parsed.receipt)) throw unread;
  const { receipt, ...reply } = parsed;
  const head = canonicalJson(reply).slice(0, -1);
  // Written anew it is the same bytes, or a name was repeated, a number written another way, something moved.
  if (`${head}${head === '{' ? '' : ','}"receipt":${canonicalJson(receipt)}}` !== text) throw unread;
  return { reply, receipt: receipt as Receipt };
}

function parseProof(text: string): { index: number; hashes: Bytes[]; checkpoint: string } {
  const unread = new ReceiptError('proof', 'the proof is not a c2sp.org/tlog-proof@v1 without extra data');
  const end = text.indexOf('\n\n');
  const [header, place = '', ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  const index = Number(/^index (0|[1-9]\d*)$/.exec(place)?.[1] ?? Number.NaN);
  const hashes = lines.map(fromBase64).filter((hash) => hash?.length === 32) as Bytes[];
  if (header !== 'c2sp.org/tlog-proof@v1' || !Number.isSafeInteger(index) || hashes.length !== lines.length)
    throw unread;
  return { index, hashes, checkpoint: text.slice(end + 2) };
}

/** The signed size and root: c2sp.org/signed-note and tlog-checkpoint. Signatures of keys not given are passed over. */
async function readCheckpoint(note: string, keys: readonly Key[]): Promise<{ size: number; root: Bytes }> {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [origin = '', sizeText = '', rootText = ''] = text.split('\n');
  const size = Number(/^(0|[1-9]\d*)$/.exec(sizeText)?.[1] ?? Number.NaN);
  const root = fromBase64(rootText);
  if (end < 0 || !Number.isSafeInteger(size) || root?.length !== 32 || !note.endsWith('\n'))
    throw new ReceiptError('signature', 'the checkpoint cannot be read');
  let signed = false;
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (!bytes) throw new ReceiptError('signature', 'a signature line cannot be read');
    const key = keys.find((each) => each.name === name && each.id === toHex(bytes.slice(0, 4)));
    if (!key) continue;
    const publicKey = await crypto.subtle.importKey('raw', key.publicKey, 'Ed25519', false, ['verify']);
    if (!(await crypto.subtle.verify('Ed25519', publicKey, bytes.slice(4), encoder.encode(text))))
      throw new ReceiptError('signature', 'the checkpoint’s signature is wrong');
    signed ||= key.name === origin;
  }
  if (!signed) throw new ReceiptError('signature', `none of the given keys of ${origin} signed the checkpoint`);
  return { size, root };
}

/** A verifier key of c2sp.org/signed-note with an Ed25519 key: name+id+base64(0x01 || key). */
async function parseKey(text: string): Promise<Key> {
  const [, name = '', id = '', encoded = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const bytes = fromBase64(encoded);
  const computed = bytes && toHex((await sha256(join(encoder.encode(`${name}\n`), bytes))).slice(0, 4));
  if (bytes?.length !== 33 || bytes[0] !== 1 || computed !== id)
    throw new ReceiptError('signature', 'a verifier key is malformed');
  return { name, id, publicKey: bytes.slice(1) };
}

/** RFC 9162, 2.1.3.2. Division in place of shifts, which cut at 32 bits. */
async function rootFrom(leaf: Bytes, index: number, size: number, path: readonly Bytes[]): Promise<Bytes | null> {
  if (index >= size) return null;
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const step of path) {
    if (sn === 0) return null;
    const right = fn % 2 === 1 || fn === sn;
    hash = await sha256(join(Uint8Array.of(1), ...(right ? [step, hash] : [hash, step])));
    if (right) while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? hash : null;
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function join(...parts: Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** base64 or base64url; null when it is neither. */
export function fromBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isReceipt(value: unknown): boolean {
  return isObject(value) && isObject(value.entry) && typeof value.salt === 'string' && typeof value.proof === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
