import { hash } from 'node:crypto';
import { decodeBase64Url } from '../contracts/base64.ts';
import { canonicalJson } from '../contracts/canonical-json.ts';
import { createMerkle } from '../contracts/merkle.ts';
import { parseProof, replyDigest, splitBody } from '../contracts/receipt.ts';
import { type Checkpoint, parseCheckpoint, parseVkey, type VerifierKey, verifyNote } from '../contracts/signed-note.ts';

export interface LoadTask {
  /** Of the processes that serve; the connections are shared out in turn. */
  urls: string[];
  vkey: string;
  asks: {
    path: string;
    token: string;
    body: string /** A name that the reply holds, or the rule that refuses. */;
    expect: string;
    refused: boolean;
  }[];
  connections: number;
  seconds: number;
}

/** A reply as it came. */
export interface Reply {
  /** Which of the task's questions it answers. */
  ask: number;
  status: number;
  ms: number;
  body: Buffer;
}

export interface Seen {
  answered: number;
  refused: number;
  /** Milliseconds, refusals among them. */
  p50: number;
  p99: number;
  /** What does not hold, by kind, with one body of each. */
  faults: [kind: string, count: number, body: string][];
}

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer');
const merkle = createMerkle(sha256);

/** Holds each reply to its question, and verifies each receipt: digest of the reply, leaf, proof and signed checkpoint. */
export function readReplies({ asks, vkey }: LoadTask, replies: readonly Reply[]): Seen {
  const key = parseVkey(vkey)!;
  const checkpoints = new Map<string, Checkpoint | null>();
  const faults = new Map<string, { count: number; body: string }>();
  const indexes = new Set<number>();
  let [answered, refused] = [0, 0];
  for (const { ask, status, body } of replies) {
    const { expect, refused: toBeRefused } = asks[ask]!;
    let fault: string | null;
    if (toBeRefused) {
      const { code } = JSON.parse(body.toString()) as { code?: string };
      fault = code === expect ? null : `${status} ${code} where ${expect} was to come`;
      refused += 1;
    } else {
      fault = status === 200 ? receiptFault(body, expect) : `${status}`;
      answered += 1;
    }
    if (fault === null) continue;
    const known = faults.get(fault);
    if (known) known.count += 1;
    else faults.set(fault, { count: 1, body: body.toString().slice(0, 400) });
  }
  if (indexes.size !== answered) faults.set('two receipts for one entry', { count: answered - indexes.size, body: '' });
  const latencies = Float64Array.from(replies, ({ ms }) => ms).sort();
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    answered,
    refused,
    p50: at(0.5),
    p99: at(0.99),
    faults: [...faults].map(([kind, { count, body }]) => [kind, count, body]),
  };

  function receiptFault(bytes: Buffer, name: string): string | null {
    const body = splitBody(bytes);
    if (!body) return 'not a canonical reply with its receipt';
    const { receipt, reply, replyCanonical } = body;
    const [record, ...others] = reply.records as { name?: string }[];
    if (record?.name !== name || others.length > 0) return 'another answer';
    const { entry } = receipt;
    if (entry.replyDigest !== replyDigest(decodeBase64Url(receipt.salt)!, replyCanonical, sha256))
      return 'reply digest';
    const proof = parseProof(receipt.proof);
    if (!proof) return 'malformed proof';
    indexes.add(proof.index);
    const checkpoint = checkpoints.get(proof.checkpoint) ?? readCheckpoint(proof.checkpoint, key);
    checkpoints.set(proof.checkpoint, checkpoint);
    if (!checkpoint) return 'checkpoint';
    const { size, root } = checkpoint;
    const leaf = merkle.leafHash(Buffer.from(canonicalJson(entry)));
    const holds = merkle.verifyInclusion({ leaf, index: proof.index, size, proof: proof.hashes, root });
    return holds ? null : 'inclusion';
  }
}

/** The receipts of a batch rest on one checkpoint, so that each is verified once. */
function readCheckpoint(note: string, key: VerifierKey): Checkpoint | null {
  const verified = verifyNote(note, [key]);
  return verified.ok ? parseCheckpoint(verified.text) : null;
}
