import type pg from 'pg';
import { isSqlState } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Collector, createCollector } from './collector.ts';
import { type Outcome, type PreparedCall, runBatch, type TableHints } from './run-batch.ts';

/** Where all calls of a process meet, to be looked up and committed together. */
export interface Switchboard extends Collector<PreparedCall, Outcome> {
  hints: TableHints;
}

// Two keep the database at work while one waits for its commit. More only meet at the ledger's lock and at a busy grant's
// quota, and make the batches smaller: 4 lanes answered a quarter fewer calls than 2 on two cores.
const lanes = 2;
const maxBatch = 200;
const maxWaiting = 2000;
/** A connection that has prepared this many statements is replaced: that frees them on both sides. */
const maxStatements = 300;
const undefinedTable = '42P01';

export function createSwitchboard(platform: Platform): Switchboard {
  const hints: TableHints = new Map();
  const prepared = new WeakMap<pg.PoolClient, Set<string>>();
  const outcomes = platform.metrics.counter('legwork_calls_total', 'Calls answered and refused, by rule', ['outcome']);

  const inTransaction = async (calls: PreparedCall[]): Promise<Outcome[]> => {
    const client = await platform.database.pool.connect();
    const names = prepared.get(client) ?? new Set<string>();
    prepared.set(client, names);
    let broken = false;
    try {
      await client.query('begin');
      const finish = await runBatch(
        platform,
        {
          query(config) {
            if (config.name) names.add(config.name);
            return client.query(config);
          },
        },
        hints,
        calls,
      );
      await client.query('commit');
      return finish();
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken || names.size > maxStatements);
    }
  };

  const run = async (calls: PreparedCall[]): Promise<Outcome[]> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTransaction(calls);
      } catch (error) {
        // The table that a hint named was dropped: nothing has been done yet, and the pointer tells where to look.
        if (!isSqlState(error, undefinedTable) || attempt === 5) throw error;
        for (const call of calls) hints.delete(call.resource.id);
      }
    }
  };

  const runEach = async (calls: PreparedCall[]): Promise<Outcome[]> => {
    const results: Outcome[] = [];
    for (const call of calls) {
      results.push(...(await run([call]).catch((error): Outcome[] => [{ kind: 'failed', error }])));
    }
    return results;
  };

  const collector = createCollector<PreparedCall, Outcome>({
    lanes,
    maxBatch,
    maxWaiting,
    async run(calls) {
      const results = await run(calls).catch((error) => {
        // A statement that PostgreSQL refuses for one call must not fail its neighbours; nothing of it was committed.
        if (calls.length > 1 && isStatementFault(error)) return runEach(calls);
        throw error;
      });
      for (const result of results) {
        outcomes.inc({ outcome: result.kind === 'refused' ? result.error.code : result.kind });
      }
      return results;
    },
  });
  return { ...collector, hints };
}

/** Classes 22 (data) and 42 (syntax, names, rights) of SQLSTATE. */
function isStatementFault(error: unknown): boolean {
  return /^(22|42)/.test(String((error as { code?: unknown }).code));
}
