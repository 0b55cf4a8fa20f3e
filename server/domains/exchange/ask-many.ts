import type pg from 'pg';
import type { CallForm } from '../../../contracts/ledger.ts';
import { isSqlState, type Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { momentOf, standings } from '../sharing/index.ts';
import type { PreparedFilter } from './asked-values.ts';
import { createCollector } from './collector.ts';
import type { Question } from './prepare-question.ts';
import { mannerOf, spentOf } from './read-batch.ts';
import { barOf, byNearness, type Rule } from './rules.ts';
import { limitTime, type Wanted } from './store-found.ts';
import { type FoundGrant, judge, type Pointer } from './store-lookup.ts';

/** What a question about no one in particular may be answered by, or the rule that refuses. */
export type Allowed =
  | { rule: null; grant: FoundGrant; pointer: Pointer; wanted: Wanted }
  | { rule: Rule; grant: FoundGrant | null };

/** How many such questions a process has in hand, and how many may wait; one more is turned away. */
const lanes = 2;
const maxWaiting = 16;

const gates = new WeakMap<Platform, ReturnType<typeof createCollector<() => Promise<unknown>, unknown>>>();

/** Lets few such questions through at once, since each may read much. Throws `overloaded`. */
export async function inTurn<T>(platform: Platform, work: () => Promise<T>): Promise<T> {
  let gate = gates.get(platform);
  if (!gate) {
    gate = createCollector({
      lanes,
      maxBatch: 1,
      maxWaiting,
      run: (batch) => Promise.all(batch.map((each) => each())),
    });
    gates.set(platform, gate);
  }
  return (await gate.submit(work)) as T;
}

/** Takes no more such questions and resolves when those taken are answered. */
export async function closeGate(platform: Platform): Promise<void> {
  await gates.get(platform)?.close();
}

/**
 * Judges a question and lets it read, in one snapshot: who asks, by which grant, from which table. Filters need their items
 * granted like those that are read, since what they leave out tells their values. The grant is the nearest: usable, its
 * quota not used up, of the wider scope, the oldest.
 */
export async function readAllowed<T>(
  platform: Platform,
  question: Question & { form: CallForm },
  filters: readonly PreparedFilter[],
  read: (on: Queryable, allowed: Allowed) => Promise<T>,
): Promise<{ allowed: Allowed; found: T }> {
  const items = [...new Set([...question.items, ...filters.map(({ item }) => item)].map((item) => item.code))].sort();
  const asker = { ...question, manner: mannerOf(question.form), resourceId: question.resource.id, items: items.join() };
  for (let tried = 1; ; tried += 1) {
    try {
      return await inSnapshot(platform, async (on) => {
        const [judged] = await judge(on, momentOf(platform.now()), [asker]);
        const allowed = allow(judged!, question, filters);
        return { allowed, found: await read(on, allowed) };
      });
    } catch (error) {
      // The snapshot's table was replaced and dropped in between: the next judgement names the new one.
      if (!isSqlState(error, '42P01') || tried === 3) throw error;
    }
  }
}

function allow(
  { live, pointer, grants }: Awaited<ReturnType<typeof judge>>[number],
  { match }: Question,
  filters: readonly PreparedFilter[],
): Allowed {
  const [best] = grants
    .map((grant) => ({
      ...grant,
      grant,
      covered: 0,
      scoped: grant.scope !== null,
      // About no one in particular, so that there is no one's open case or consent to rest on.
      bar: grant.standing === 0 ? barOf(grant, { applicant: false, consented: false }) : null,
      spent: spentOf(grant) !== null,
    }))
    .sort(
      (a, b) =>
        a.standing - b.standing ||
        a.missing - b.missing ||
        Number(!!a.bar) - Number(!!b.bar) ||
        Number(a.spent) - Number(b.spent) ||
        byNearness(a, b),
    );
  if (!live) return { rule: 'client-revoked', grant: best?.grant ?? null };
  if (!best) return { rule: 'not-granted', grant: null };
  const { grant } = best;
  const rule = standings[best.standing];
  if (rule !== null) return { rule, grant };
  if (!pointer) return { rule: 'resource-not-in-library', grant };
  if (best.bar) return { rule: best.bar, grant };
  if (best.spent) return { rule: 'quota-used-up', grant };
  const wanted = { tableName: pointer.tableName, subject: match[0]!, scope: grant.scope, filters };
  return { rule: null, grant, pointer, wanted };
}

/** Lets something be read at one instant, for a few seconds at most. */
export async function inSnapshot<T>(platform: Platform, work: (on: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await platform.database.pool.connect();
  let broken = true;
  try {
    await client.query('begin isolation level repeatable read, read only');
    await limitTime(client);
    const result = await work(client);
    await client.query('commit');
    broken = false;
    return result;
  } catch (error) {
    if (error instanceof DomainError || isSqlState(error, '42P01')) {
      await client.query('rollback');
      broken = false;
    }
    throw error;
  } finally {
    client.release(broken);
  }
}
