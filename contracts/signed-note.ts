import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64, encodeBase64 } from './base64.ts';

/** A public key that notes are verified with (c2sp.org/signed-note); Ed25519, signature type 0x01. */
export interface VerifierKey {
  name: string;
  /** Eight small hexadecimal digits: the first four bytes of SHA-256(name || 0x0A || 0x01 || public key). */
  id: string;
  /** 32 bytes. */
  publicKey: Uint8Array;
}

/** Who signs: the key's name, its public key, and Ed25519 (RFC 8032) over the bytes of the text. */
export interface NoteSigner {
  name: string;
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

const ed25519Type = 1;
// The specification asks for 16 at least.
const maxSignatures = 100;
// Unicode White_Space, of which \s lacks U+0085, and the plus sign, which ends the name in a verifier key.
const keyName = /^[^\s\u0085+]+$/u;
const encoder = new TextEncoder();

/** The ID of an Ed25519 key under a name. */
export function keyId(name: string, publicKey: Uint8Array): string {
  const bytes = sha256(new Uint8Array([...encoder.encode(`${name}\n`), ed25519Type, ...publicKey]));
  return toHex(bytes.subarray(0, 4));
}

/** A verifier key as text: name+id+base64(0x01 || public key). Throws RangeError for a bad name or a key that is not 32 bytes. */
export function formatVkey(name: string, publicKey: Uint8Array): string {
  if (!isKeyName(name) || publicKey.length !== 32) throw new RangeError('Not a name and an Ed25519 public key');
  return `${name}+${keyId(name, publicKey)}+${encodeBase64(new Uint8Array([ed25519Type, ...publicKey]))}`;
}

/** The verifier key that a text names, or null: malformed, another signature type, or an ID that is not the key's. */
export function parseVkey(text: string): VerifierKey | null {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || bytes?.length !== 33 || bytes[0] !== ed25519Type) return null;
  const publicKey = bytes.slice(1);
  return id === keyId(name, publicKey) ? { name, id, publicKey } : null;
}

/** Signs a text with each signer in turn. Throws RangeError for a text that no note can hold or a bad key name. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!isNoteText(text)) throw new RangeError('Not a text that a note can hold');
  const bytes = encoder.encode(text);
  const lines = signers.map(({ name, publicKey, sign }) => {
    if (!isKeyName(name)) throw new RangeError(`Not a key name: ${JSON.stringify(name)}`);
    const signature = new Uint8Array([...fromHex(keyId(name, publicKey)), ...sign(bytes)]);
    return `— ${name} ${encodeBase64(signature)}\n`;
  });
  if (lines.length === 0) throw new RangeError('A note has at least one signature');
  return `${text}\n${lines.join('')}`;
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
 * passed over, as the specification asks; with `onlyKnown` they are refused, so that no byte of the note is unverified.
 */
export function verifyNote(note: string, keys: readonly VerifierKey[], { onlyKnown = false } = {}): VerifiedNote {
  const parsed = parseNote(note);
  if (!parsed) return { ok: false, fault: 'malformed' };
  const bytes = encoder.encode(parsed.text);
  const held: VerifierKey[] = [];
  for (const { name, id, signature } of parsed.signatures) {
    const key = keys.find((candidate) => candidate.name === name && candidate.id === id);
    if (!key) {
      if (onlyKnown) return { ok: false, fault: 'signerUnknown' };
    } else if (!verifyEd25519(signature, bytes, key.publicKey)) {
      return { ok: false, fault: 'signatureWrong' };
    } else if (!held.includes(key)) {
      held.push(key);
    } else if (onlyKnown) {
      return { ok: false, fault: 'malformed' };
    }
  }
  return held.length > 0 ? { ok: true, text: parsed.text, keys: held } : { ok: false, fault: 'signerUnknown' };
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

function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  // The rules of RFC 8032, not the wider ones of ZIP 215: a signature has one encoding only.
  return ed25519.verify(signature, message, publicKey, { zip215: false });
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
