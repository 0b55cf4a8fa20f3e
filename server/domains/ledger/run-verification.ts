import { Worker } from 'node:worker_threads';
import type { StaffActor } from '../../../contracts/actor.ts';
import type { LedgerVerification } from '../../../contracts/ledger.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { accountName } from '../identity/index.ts';
import { archiveFolder } from './archive-files.ts';
import { ledgerVkeys } from './log-key.ts';
import { readHead } from './store.ts';
import {
  askToCancel,
  beatVerification,
  failSilentVerifications,
  finishVerification,
  insertVerification,
  lastVerifications,
  type StoredVerification,
  verificationById,
} from './store-verifications.ts';
import type { VerifyWord, VerifyWork } from './verify/verify-worker.ts';

/** A run says that it lives every second; one silent for this long has lost its process. */
const silence = 30_000;
const beat = 1000;

interface Run {
  id: string;
  worker: Worker;
  ended: Promise<void>;
}
const runs = new WeakMap<Platform, Run>();

/** The last twenty runs, the newest first; a run whose process died is shown as failed. */
export async function showVerifications(platform: Platform): Promise<{ items: LedgerVerification[] }> {
  await failSilent(platform);
  const rows = await lastVerifications(platform.db, 20);
  return { items: await Promise.all(rows.map((row) => shown(platform, row))) };
}

/**
 * Verifies the whole ledger in a thread of its own, so that calls go on being answered meanwhile. One runs at a time, whatever
 * the number of processes: who asks while it runs is told of that one.
 */
export async function beginVerification(platform: Platform, actor: StaffActor): Promise<LedgerVerification> {
  await failSilent(platform);
  const { size } = await readHead(platform.database.pool);
  const begun = await insertVerification(platform.db, {
    id: newId(),
    askedBy: actor.accountId,
    now: platform.now(),
    entriesTotal: size,
  });
  if (!begun) return (await showVerifications(platform)).items[0]!;
  runInThread(platform, begun.id);
  return shown(platform, begun);
}

/** Asks a run to stop, on whatever process it is; one that is over stays as it is. Throws `not-found`. */
export async function stopVerification(platform: Platform, id: string): Promise<LedgerVerification> {
  if (!(await verificationById(platform.db, id))) throw new DomainError('not-found');
  await askToCancel(platform.db, id);
  return shown(platform, (await verificationById(platform.db, id))!);
}

/** Ends the run of this process, when the node stops. */
export async function abandonVerification(platform: Platform): Promise<void> {
  const run = runs.get(platform);
  if (!run) return;
  await run.worker.terminate();
  await run.ended;
}

function runInThread(platform: Platform, id: string): void {
  const { db, log } = platform;
  const work: VerifyWork = {
    connection: connectionOf(platform),
    vkeys: ledgerVkeys(platform),
    archiveDir: archiveFolder(platform.config),
  };
  const worker = new Worker(new URL('./verify/verify-worker.ts', import.meta.url), { workerData: work });
  let read = 0;
  let over = false;
  const finish = async (end: Parameters<typeof finishVerification>[2]) => {
    if (over) return;
    over = true;
    await finishVerification(db, id, end);
  };
  const pulse = setInterval(() => {
    beatVerification(db, id, read, platform.now()).then(
      async (stop) => {
        if (!stop || over) return;
        await finish({ state: 'cancelled', now: platform.now() });
        await worker.terminate();
      },
      // The database may be away for a moment; the next beat tries again.
      (error: unknown) => log.warn({ err: error }, 'the verification could not say how far it is'),
    );
  }, beat);
  const ended = new Promise<void>((resolve) => {
    let last: Promise<void> = Promise.resolve();
    worker.on('message', (word: VerifyWord) => {
      if (word.kind === 'progress') read = word.entries;
      else if (word.kind === 'failed') {
        log.error({ reason: word.message }, 'the verification failed');
        last = finish({ state: 'failed', now: platform.now() });
      } else {
        const { entries, checkpoints, root, findings } = word.verification;
        last = finish({ state: 'done', now: platform.now(), entriesRead: entries, checkpoints, root, findings });
      }
    });
    worker.on('error', (error) => log.error({ err: error }, 'the verification failed'));
    worker.on('exit', () => {
      clearInterval(pulse);
      runs.delete(platform);
      last
        .then(() => finish({ state: 'failed', now: platform.now() }))
        .catch((error: unknown) => log.warn({ err: error }, 'the end of the verification was not kept'))
        .finally(resolve);
    });
  });
  runs.set(platform, { id, worker, ended });
}

/** Where the pool's own connections go; functions do not travel to a thread. */
function connectionOf({ database }: Platform): VerifyWork['connection'] {
  const { host, port, user, password, database: name, connectionString, ssl } = database.pool.options;
  return JSON.parse(JSON.stringify({ host, port, user, password, database: name, connectionString, ssl }));
}

function failSilent(platform: Platform): Promise<void> {
  const now = platform.now();
  return failSilentVerifications(platform.db, new Date(now.getTime() - silence), now);
}

async function shown(platform: Platform, row: StoredVerification): Promise<LedgerVerification> {
  return {
    id: row.id,
    state: row.state,
    askedBy: (await accountName(platform.db, row.askedBy)) ?? '',
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    entriesTotal: row.entriesTotal,
    entriesRead: row.entriesRead,
    checkpoints: row.checkpoints,
    root: row.root?.toString('base64') ?? null,
    findings: row.findings,
  };
}
