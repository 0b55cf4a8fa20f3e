import { formatAddCheckpoint } from '../../../contracts/add-checkpoint.ts';
import type { WitnessFault } from '../../../contracts/ledger-witnesses.ts';
import { parseNote, parseVkey, signatureLine, verifyNote } from '../../../contracts/signed-note.ts';
import type { Platform } from '../../platform/platform.ts';
import { newestCheckpoint, readTile } from './store.ts';
import { claimWitnesses, keepCosignature, keepWitnessFault, type StoredWitness } from './store-witnesses.ts';
import { merkle, subtreesOf } from './tree.ts';

type Answer = { line: string } | { fault: WitnessFault; size?: number };

/** How long a witness may take to answer, milliseconds; less than its claim lasts. */
const patience = 4000;
const maxAnswer = 64 * 1024;
/** Another history than the log's own was seen: the operator is told at once. */
const alarming: readonly WitnessFault[] = ['ahead', 'fork', 'inconsistent'];

/**
 * Has each witness that is behind cosign the newest published checkpoint (C2SP tlog-witness). Any number of processes may ask;
 * each witness is asked by one at a time. Calls never wait for it.
 */
export async function askWitnesses(platform: Platform): Promise<void> {
  const { pool } = platform.database;
  const newest = await newestCheckpoint(pool);
  if (!newest || newest.size === 0) return;
  const behind = await claimWitnesses(pool, newest.size);
  await Promise.all(
    behind.map(async (witness) => {
      let answer = await ask(platform, witness, newest);
      // A witness that says how far it is gets the proof from there.
      if ('size' in answer && answer.size !== undefined && answer.size <= newest.size) {
        answer = await ask(platform, { ...witness, size: answer.size }, newest);
      }
      if ('line' in answer) {
        const { id, vkey } = witness;
        await keepCosignature(pool, { id, vkey, size: newest.size, line: answer.line, at: platform.now() });
        return;
      }
      if (alarming.includes(answer.fault))
        platform.log.error(
          { witness: witness.url, fault: answer.fault },
          'a witness saw another history of the ledger',
        );
      await keepWitnessFault(pool, witness.id, answer.fault);
    }),
  );
}

async function ask(
  { database, log }: Platform,
  { url, vkey, size: oldSize }: StoredWitness,
  { size, note }: { size: number; note: string },
): Promise<Answer> {
  const subtrees = subtreesOf((level, tile) => readTile(database.pool, level, tile));
  const proof = await merkle.consistencyProof(subtrees, oldSize, size);
  try {
    const reply = await fetch(`${url.replace(/\/+$/, '')}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: formatAddCheckpoint({ oldSize, proof, checkpoint: note }),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    const text = (await reply.text()).slice(0, maxAnswer);
    return readAnswer({ status: reply.status, type: reply.headers.get('content-type') ?? '', text }, vkey, note, size);
  } catch (error) {
    log.warn({ witness: url, err: error }, 'a witness did not answer');
    return { fault: 'unreachable' };
  }
}

/** What a witness answered, held against its own key and the checkpoint. */
export function readAnswer(
  { status, type, text }: { status: number; type: string; text: string },
  vkey: string,
  note: string,
  size: number,
): Answer {
  if (status === 200) return cosignatureIn(text, vkey, note) ?? { fault: 'cosignatureWrong' };
  if (status === 404) return { fault: 'logUnknown' };
  if (status === 403) return { fault: 'keyUnknown' };
  if (status === 422) return { fault: 'inconsistent' };
  if (status !== 409) return { fault: 'refused' };
  if (!type.startsWith('text/x.tlog.size')) return { fault: 'fork' };
  const seen = /^(0|[1-9]\d*)\n$/.exec(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(seen)) return { fault: 'refused' };
  return seen > size ? { fault: 'ahead' } : { fault: 'refused', size: seen };
}

function cosignatureIn(text: string, vkey: string, note: string): { line: string } | null {
  const key = parseVkey(vkey);
  const whole = parseNote(note + text);
  if (!key || !whole) return null;
  const mine = whole.signatures.find(({ name, id }) => name === key.name && id === key.id);
  if (!mine) return null;
  const line = signatureLine(key, mine.signature);
  return verifyNote(note + line, [key]).ok ? { line } : null;
}
