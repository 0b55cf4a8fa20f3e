import type { LedgerEntry } from '../contracts/ledger.ts';
import { replyDigest } from '../contracts/receipt.ts';
import { pseudonymOf } from '../server/domains/ledger/index.ts';
import type { Platform } from '../server/platform/platform.ts';

/** Of a reply about one subject with four items, as canonical JSON. */
export const reply =
  '{"asOf":"2026-06-01","records":[{"address":"杭州市西湖区测速路 1 号","name":"测速","region_code":"330106","residence_kind":"1"}],"resource":"309001/000001","snapshot":1}';
export const salt = Buffer.alloc(16, 7);

/** The n-th call's entry, as exchange records one. */
export function callEntry(platform: Platform, n: number): LedgerEntry {
  return {
    kind: 'call',
    at: new Date(Date.UTC(2026, 5, 1) + n * 1000).toISOString(),
    actor: { agency: '11330000BENCH0018', client: 'bench-client' },
    subject: pseudonymOf(platform.keys, String(n)),
    resource: '309001/000001',
    provider: '11330000BENCH0018',
    grant: { id: '00000000-0000-7000-8000-00000000aaaa', number: '授权2026-1', version: 1 },
    purpose: 'newborn-medical-enrolment',
    case: `测速-${n}`,
    items: ['姓名', '户别', '行政区划', '住址'],
    snapshot: 1,
    replyDigest: replyDigest(salt, reply),
  };
}
