import { ed25519 } from '@noble/curves/ed25519.js';

export type NoteAlgorithmName = 'Ed25519' | 'cosignature/v1';

/** One way of signing notes. Another is added here, and nowhere else. */
export interface NoteAlgorithm {
  name: NoteAlgorithmName;
  /** Signature type: what stands before the public key in a verifier key and in the bytes that its ID is hashed from. */
  type: readonly number[];
  /** Bytes. */
  publicKeyLength: number;
  /** Whether it signs a log's own checkpoints, or states that a witness saw them. */
  signs: 'log' | 'witness';
  verify(signature: Uint8Array, text: Uint8Array, publicKey: Uint8Array): boolean;
}

const encoder = new TextEncoder();

/** A signature by Ed25519 (RFC 8032) over the text (c2sp.org/signed-note, type 0x01). */
const plainEd25519: NoteAlgorithm = {
  name: 'Ed25519',
  type: [0x01],
  publicKeyLength: 32,
  signs: 'log',
  verify: verifyEd25519,
};

/** A witness's statement, with the time of it (c2sp.org/tlog-cosignature, type 0x04). */
const cosignature: NoteAlgorithm = {
  name: 'cosignature/v1',
  type: [0x04],
  publicKeyLength: 32,
  signs: 'witness',
  verify: (signature, text, publicKey) => {
    const at = cosignedAt(signature);
    return at !== null && verifyEd25519(signature.subarray(8), cosignedMessage(at, text), publicKey);
  },
};

export const noteAlgorithms: readonly NoteAlgorithm[] = [plainEd25519, cosignature];

export function noteAlgorithm(name: NoteAlgorithmName): NoteAlgorithm {
  return noteAlgorithms.find((algorithm) => algorithm.name === name)!;
}

/** What a cosignature is over: seconds since 1970, then the checkpoint's text. */
export function cosignedMessage(at: number, text: Uint8Array): Uint8Array {
  const head = encoder.encode(`cosignature/v1\ntime ${at}\n`);
  const message = new Uint8Array(head.length + text.length);
  message.set(head);
  message.set(text, head.length);
  return message;
}

/** When a cosignature was made, in seconds since 1970; null for bytes that are none. */
export function cosignedAt(signature: Uint8Array): number | null {
  if (signature.length !== 72) return null;
  const at = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  return Number.isSafeInteger(at) ? at : null;
}

/** A cosignature made at a time (seconds since 1970) with Ed25519. */
export function cosign(at: number, text: Uint8Array, sign: (message: Uint8Array) => Uint8Array): Uint8Array {
  const signature = new Uint8Array(72);
  new DataView(signature.buffer).setBigUint64(0, BigInt(at));
  signature.set(sign(cosignedMessage(at, text)), 8);
  return signature;
}

function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  // The rules of RFC 8032, not the wider ones of ZIP 215: a signature has one encoding only.
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}
