import { decodeBase64, encodeBase64 } from './base64.ts';

/** What a log asks a witness (c2sp.org/tlog-witness, add-checkpoint). */
export interface AddCheckpoint {
  /** Size of the checkpoint that the witness cosigned last, as the log believes. */
  oldSize: number;
  /** That the tree of the old size is a prefix of the checkpoint's (RFC 6962, 2.1.2); empty from size 0. */
  proof: Uint8Array[];
  /** A signed note, verbatim. */
  checkpoint: string;
}

const maxProof = 63;

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `old ${oldSize}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/** The request that a text holds, or null when it is not well formed. */
export function parseAddCheckpoint(text: string): AddCheckpoint | null {
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const [, sizeText = ''] = /^old (0|[1-9]\d*)$/.exec(first) ?? [];
  const oldSize = Number(sizeText);
  if (sizeText === '' || !Number.isSafeInteger(oldSize) || lines.length > maxProof) return null;
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = decodeBase64(line);
    if (hash?.length !== 32) return null;
    proof.push(hash);
  }
  return { oldSize, proof, checkpoint: text.slice(end + 2) };
}
