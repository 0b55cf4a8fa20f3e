import type { Flow } from '../../../contracts/supervision.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { namesByCodes } from '../catalogue/index.ts';
import { agenciesByIds } from '../directory/index.ts';
import { ledgerSize } from '../ledger/index.ts';
import { purposesByKeys } from '../sharing/index.ts';
import { countNewEntries } from './count-entries.ts';
import { shifted } from './due-rules.ts';
import { countPeople, emptySketch, mergeInto } from './people-sketch.ts';
import { countedUpTo, entryCountsFrom, type FlowDay, flowsOf } from './store.ts';

/** Days that are shown when no period is named. */
const usualDays = 30;
/** Entries that a reader waits for to be counted; the job takes the rest. */
const atOnce = 40_000;

export interface Period {
  from?: string | undefined;
  to?: string | undefined;
  agency?: string | undefined;
}

/** What flowed between whom, the most called first. Throws `period-invalid` when it ends before it begins. */
export async function showFlows(platform: Platform, period: Period) {
  const to = period.to ?? dateInShanghai(platform.now());
  const from = period.from ?? shifted(to, 1 - usualDays);
  if (from > to) throw new DomainError('period-invalid', { from, to });
  await countNewEntries(platform, atOnce);
  const { db, database } = platform;
  const summed = addUp(await flowsOf(db, { from, to, agencyId: period.agency }));
  const [agencies, resources, purposes, counted, size] = await Promise.all([
    agenciesByIds(
      db,
      summed.flatMap((flow) => [flow.providerId, flow.consumerId]),
    ),
    namesByCodes(
      db,
      summed.map((flow) => flow.resourceCode),
    ),
    purposesByKeys(
      db,
      summed.map((flow) => flow.purpose),
    ),
    countedUpTo(db),
    ledgerSize(database.pool),
  ]);
  const agency = (id: string): Flow['provider'] => {
    const known = agencies.get(id);
    return { id, name: known?.name ?? id, nameEn: known?.nameEn ?? null };
  };
  const items = summed.map((flow): Flow => {
    const resource = resources.get(flow.resourceCode);
    const purpose = purposes.get(flow.purpose);
    return {
      provider: agency(flow.providerId),
      consumer: agency(flow.consumerId),
      resource: {
        id: resource?.id ?? null,
        code: flow.resourceCode,
        name: resource?.name ?? flow.resourceCode,
        nameEn: resource?.nameEn ?? null,
      },
      purpose: { key: flow.purpose, title: purpose?.title ?? flow.purpose, titleEn: purpose?.titleEn ?? null },
      calls: flow.calls,
      refusals: flow.refusals,
      people: countPeople(flow.people),
      lastAt: flow.lastAt.toISOString(),
    };
  });
  return { from, to, items, counted, size };
}

/** The days of a period become one row for each provider, consumer, resource and purpose. */
function addUp(days: readonly FlowDay[]): FlowDay[] {
  const sums = new Map<string, FlowDay>();
  for (const day of days) {
    const key = `${day.providerId} ${day.consumerId} ${day.resourceCode} ${day.purpose}`;
    const sum = sums.get(key) ?? { ...day, calls: 0, refusals: 0, people: Buffer.from(emptySketch()) };
    sums.set(key, sum);
    sum.calls += day.calls;
    sum.refusals += day.refusals;
    mergeInto(sum.people, day.people);
    if (day.lastAt > sum.lastAt) sum.lastAt = day.lastAt;
  }
  return [...sums.values()].sort((a, b) => b.calls - a.calls || b.refusals - a.refusals);
}

const heads = {
  'zh-CN': [
    '数据提供部门',
    '信息资源',
    '资源代码',
    '数据使用部门',
    '用途',
    '调用次数',
    '拒绝次数',
    '涉及主体数（约）',
    '最近一次',
  ],
  en: ['Provider', 'Resource', 'Code', 'Consumer', 'Purpose', 'Calls', 'Refusals', 'Subjects (about)', 'Last'],
} as const;

/** The flows as a file that a spreadsheet opens: UTF-8 with a byte order mark. */
export async function flowsFile(platform: Platform, period: Period, language: 'zh-CN' | 'en'): Promise<string> {
  const { items } = await showFlows(platform, period);
  const named = ({ name, nameEn }: { name: string; nameEn: string | null }) =>
    language === 'en' ? (nameEn ?? name) : name;
  const rows = items.map((flow) => [
    named(flow.provider),
    named(flow.resource),
    flow.resource.code,
    named(flow.consumer),
    language === 'en' ? (flow.purpose.titleEn ?? flow.purpose.title) : flow.purpose.title,
    flow.calls,
    flow.refusals,
    flow.people,
    flow.lastAt,
  ]);
  return `\uFEFF${[heads[language], ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A text that a spreadsheet would take for a formula is led by an apostrophe. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Entries of the last 30 days by day and kind. */
export async function showLedgerDays(platform: Platform) {
  await countNewEntries(platform, atOnce);
  const to = dateInShanghai(platform.now());
  const from = shifted(to, 1 - usualDays);
  return { from, to, days: await entryCountsFrom(platform.db, from) };
}
