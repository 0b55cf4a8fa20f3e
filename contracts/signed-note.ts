import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { type NoteAlgorithmName, noteAlgorithm, noteAlgorithms } from './note-algorithms.ts';

/** A public key that notes are verified with (c2sp.org/signed-note). It names its algorithm. */
export interface VerifierKey {
  name: string;
  /** Eight small hexadecimal digits: the first four bytes of SHA-256(name || 0x0A || signature type || public key). */
  id: string;
  algorithm: NoteAlgorithmName;
  publicKey: Uint8Array;
}

/** Who signs: the key's name, its algorithm (Ed25519 unless another is named), its public key, and the signature over the bytes of the text. */
export interface NoteSigner {
  name: string;
  algorithm?: NoteAlgorithmName;
  publicKey: Uint8Array;
  sign(text: Uint8Array): Uint8Array;
}

export interface NoteSignature {
  name: string;
  id: string;
  signature: Uint8Array;
}

export interface Note {
  /** Ends with a newline; what is signed. */
  text: string;
  signatures: NoteSignature[];
}

export type NoteFault = 'malformed' | 'signatureWrong' | 'signerUnknown';

export type VerifiedNote = { ok: true; text: string; keys: VerifierKey[] } | { ok: false; fault: NoteFault };

/** What a log's checkpoint states (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  origin: string;
  size: number;
  /** 32 bytes. */
  root: Uint8Array;
  extensions: string[];
}

// The specification asks for 16 at least.
const maxSignatures = 100;
// Unicode White_Space, of which \s lacks U+0085, and the plus sign, which ends the name in a verifier key.
const keyName = /^[^\s\u0085+]+$/u;
const encoder = new TextEncoder();

/** The ID of a key under a name. */
export function keyId(name: string, publicKey: Uint8Array, algorithm: NoteAlgorithmName = 'Ed25519'): string {
  const { type } = noteAlgorithm(algorithm);
  return toHex(sha256(new Uint8Array([...encoder.encode(`${name}\n`), ...type, ...publicKey])).subarray(0, 4));
}

/** A verifier key as text: name+id+base64(signature type || public key). Throws RangeError for a bad name or a key of another length. */
export function formatVkey(name: string, publicKey: Uint8Array, algorithm: NoteAlgorithmName = 'Ed25519'): string {
  const { type, publicKeyLength } = noteAlgorithm(algorithm);
  if (!isKeyName(name) || publicKey.length !== publicKeyLength)
    throw new RangeError(`Not a name and a public key of ${algorithm}`);
  return `${name}+${keyId(name, publicKey, algorithm)}+${encodeBase64(new Uint8Array([...type, ...publicKey]))}`;
}

/** The verifier key that a text names, or null: malformed, an unknown signature type, or an ID that is not the key's. */
export function parseVkey(text: string): VerifierKey | null {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = decodeBase64(encoded);
  const algorithm = noteAlgorithms.find(
    ({ type, publicKeyLength }) =>
      bytes?.length === type.length + publicKeyLength && type.every((byte, place) => bytes[place] === byte),
  );
  if (!isKeyName(name) || !bytes || !algorithm) return null;
  const publicKey = bytes.slice(algorithm.type.length);
  return id === keyId(name, publicKey, algorithm.name) ? { name, id, algorithm: algorithm.name, publicKey } : null;
}

/** The verifier keys of a text that has one a line, or null when a line is none. */
export function parseVkeys(text: string): VerifierKey[] | null {
  const keys = text
    .trim()
    .split(/\s*\n\s*/)
    .map(parseVkey);
  const read = keys.filter((key) => key !== null);
  return read.length === keys.length ? read : null;
}

/** Signs a text with each signer in turn. Throws RangeError for a text that no note can hold or a bad key name. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!isNoteText(text)) throw new RangeError('Not a text that a note can hold');
  const bytes = encoder.encode(text);
  const lines = signers.map((signer) => signatureLine(signer, signer.sign(bytes)));
  if (lines.length === 0) throw new RangeError('A note has at least one signature');
  return `${text}\n${lines.join('')}`;
}

/** The line that a signature takes in a note. Throws RangeError for a bad key name. */
export function signatureLine({ name, publicKey, algorithm }: Omit<NoteSigner, 'sign'>, signature: Uint8Array): string {
  if (!isKeyName(name)) throw new RangeError(`Not a key name: ${JSON.stringify(name)}`);
  const bytes = new Uint8Array([...fromHex(keyId(name, publicKey, algorithm)), ...signature]);
  return `— ${name} ${encodeBase64(bytes)}\n`;
}

/** Takes a note apart without verifying anything, or null when it is not well formed. */
export function parseNote(note: string): Note | null {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  if (end < 0 || !isNoteText(text) || !note.endsWith('\n')) return null;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > maxSignatures) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = decodeBase64(encoded);
    if (!isKeyName(name) || !bytes || bytes.length < 5) return null;
    signatures.push({ name, id: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) });
  }
  return { text, signatures };
}

/**
 * Verifies a note: every signature by a known key must hold and there must be at least one. Signatures of unknown keys are
 * passed over, as the specification asks.
 */
export function verifyNote(note: string, keys: readonly VerifierKey[]): VerifiedNote {
  const parsed = parseNote(note);
  if (!parsed) return { ok: false, fault: 'malformed' };
  const bytes = encoder.encode(parsed.text);
  const held: VerifierKey[] = [];
  for (const { name, id, signature } of parsed.signatures) {
    const key = keys.find((candidate) => candidate.name === name && candidate.id === id);
    if (!key) continue;
    if (!noteAlgorithm(key.algorithm).verify(signature, bytes, key.publicKey))
      return { ok: false, fault: 'signatureWrong' };
    if (!held.includes(key)) held.push(key);
  }
  return held.length > 0 ? { ok: true, text: parsed.text, keys: held } : { ok: false, fault: 'signerUnknown' };
}

/**
 * What a checkpoint states that one of its log's own keys signed, with the keys that hold, or the fault. A witness's
 * cosignature alone does not make it the log's; `signerUnknown` also when the key that signed is not of the stated origin.
 */
export function verifyCheckpoint(
  note: string,
  keys: readonly VerifierKey[],
): { ok: true; checkpoint: Checkpoint; keys: VerifierKey[] } | { ok: false; fault: NoteFault } {
  const verified = verifyNote(note, keys);
  if (!verified.ok) return verified;
  const checkpoint = parseCheckpoint(verified.text);
  if (!checkpoint) return { ok: false, fault: 'malformed' };
  const isLogs = verified.keys.some(
    ({ name, algorithm }) => name === checkpoint.origin && noteAlgorithm(algorithm).signs === 'log',
  );
  return isLogs ? { ok: true, checkpoint, keys: verified.keys } : { ok: false, fault: 'signerUnknown' };
}

/** The note text of a checkpoint. Throws RangeError for an origin, size, root or extension that it cannot state. */
export function formatCheckpoint({
  origin,
  size,
  root,
  extensions = [],
}: Omit<Checkpoint, 'extensions'> & { extensions?: string[] }): string {
  const text = `${[origin, String(size), encodeBase64(root), ...extensions].join('\n')}\n`;
  const read = parseCheckpoint(text);
  if (read?.origin !== origin || read.extensions.length !== extensions.length) throw new RangeError('Not a checkpoint');
  return text;
}

/** What a checkpoint's note text states, or null when it is not one. Verify the note first. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!isNoteText(text)) return null;
  const [origin = '', sizeText = '', rootText = '', ...extensions] = text.slice(0, -1).split('\n');
  const root = decodeBase64(rootText);
  const size = Number(sizeText);
  if (!/^(0|[1-9]\d*)$/.test(sizeText) || !Number.isSafeInteger(size)) return null;
  if (origin === '' || root?.length !== 32 || extensions.includes('')) return null;
  return { origin, size, root, extensions };
}

function isKeyName(name: string): boolean {
  return keyName.test(name) && name.isWellFormed() && !hasControl(name);
}

function isNoteText(text: string): boolean {
  return text.length > 1 && text.endsWith('\n') && text.isWellFormed() && !hasControl(text.replaceAll('\n', ''));
}

function hasControl(text: string): boolean {
  for (let place = 0; place < text.length; place += 1) if (text.charCodeAt(place) < 0x20) return true;
  return false;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(text: string): number[] {
  return (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}
