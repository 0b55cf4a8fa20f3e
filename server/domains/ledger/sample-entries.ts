import type { LedgerEntry } from '../../../contracts/ledger.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencies } from '../../testing/fixture.ts';
import { type Appended, appendEntries } from './append-entries.ts';
import { pseudonymOf } from './entry.ts';

/** A call as exchange records it; `n` makes it differ from others. */
export function sampleEntry(platform: Platform, n: number, about = '330106199203078029'): LedgerEntry {
  return {
    kind: 'call',
    at: new Date(Date.UTC(2026, 5, 1) + n * 1000).toISOString(),
    actor: { agency: agencies.consumer.creditCode, client: 'test-client' },
    subject: pseudonymOf(platform.keys, about),
    resource: '307001/000001',
    provider: agencies.provider.creditCode,
    grant: { id: '00000000-0000-7000-8000-00000000aaaa', number: '授权2026-1', version: 1 },
    purpose: 'newborn-medical-enrolment',
    items: ['姓名', '出生日期'],
    snapshot: 1,
    replyDigest: String(n),
  };
}

/** Appends and commits batches of the given numbers of entries, each with its lookup ids. */
export async function appendBatches(platform: Platform, sizes: readonly number[], from = 0): Promise<Appended[]> {
  const appended: Appended[] = [];
  let n = from;
  for (const size of sizes) {
    const entries = Array.from({ length: size }, () => {
      n += 1;
      return { entry: sampleEntry(platform, n), agencyId: agencies.consumer.id, providerId: agencies.provider.id };
    });
    const client = await platform.database.pool.connect();
    try {
      await client.query('begin');
      appended.push(await appendEntries(client, entries));
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
  return appended;
}
