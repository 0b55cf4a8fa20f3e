import { parentPort, workerData } from 'node:worker_threads';
import type pg from 'pg';
import { openDatabase } from '../../../platform/database.ts';
import { verifyLedger } from './verify-ledger.ts';

/** What the worker is given, and what it says: how far it is, then the result or the fault. */
export interface VerifyWork {
  connection: pg.PoolConfig;
  vkeys: string[];
  archiveDir: string;
}
export type VerifyWord =
  | { kind: 'progress'; entries: number }
  | { kind: 'done'; verification: Awaited<ReturnType<typeof verifyLedger>> }
  | { kind: 'failed'; message: string };

const { connection, vkeys, archiveDir } = workerData as VerifyWork;
const say = (word: VerifyWord) => parentPort?.postMessage(word);
const database = openDatabase(connection, 1);
try {
  const verification = await verifyLedger({
    pool: database.pool,
    vkeys,
    archiveDir,
    progress: (entries) => say({ kind: 'progress', entries }),
  });
  say({ kind: 'done', verification });
} catch (error) {
  say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
} finally {
  await database.close();
}
