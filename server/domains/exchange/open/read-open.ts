import { Readable } from 'node:stream';
import type { ReplyOf } from '../../../../contracts/endpoint.ts';
import type { getOpenResource, OpenResource } from '../../../../contracts/open-data.ts';
import { resourceCodeFromPath } from '../../../../contracts/resource-code.ts';
import { DomainError } from '../../../platform/domain-error.ts';
import type { Platform } from '../../../platform/platform.ts';
import { openEntryByCode, openItems, type Resource, searchEntries } from '../../catalogue/index.ts';
import { agencyById } from '../../directory/index.ts';
import { freshnessOf, type RowQuestion, readOpenRows } from '../../library/index.ts';

/** No agency's: sees what is published. */
export const anyone = { agencyId: '00000000-0000-0000-0000-000000000000', operator: false };
const previewRows = 50;
const csvRows = 5000;

const counters = new WeakMap<Platform, ReturnType<Platform['metrics']['counter']>>();

/** Counted in aggregate: what is open to all needs no grant and is no entry of the ledger. */
export function countOpenRead(platform: Platform, how: 'preview' | 'csv' | 'ckan' | 'ogc'): void {
  let counter = counters.get(platform);
  if (!counter) {
    counter = platform.metrics.counter('legwork_open_reads_total', 'Reads of open resources, by way', ['how']);
    counters.set(platform, counter);
  }
  counter.inc({ how });
}

/** Open resources that a search finds. */
export async function searchOpen(
  platform: Platform,
  query: {
    q?: string | undefined;
    provider?: string | undefined;
    class?: string | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
  },
): Promise<{ total: number; items: OpenResource[] }> {
  const found = await searchEntries(platform, anyone, { ...query, open: true, state: 'published' });
  const fresh = await freshnessOf(
    platform.db,
    found.items.map(({ id }) => id),
  );
  return {
    total: found.total,
    items: found.items.map((item) => ({
      code: item.code!,
      name: item.name,
      nameEn: item.nameEn,
      summary: item.summary,
      providerId: item.providerId,
      providerName: item.providerName,
      providerNameEn: item.providerNameEn,
      classCode: item.classCode,
      shareType: item.shareType,
      openCondition: null,
      updateCycle: item.updateCycle,
      publishedAt: item.publishedAt!,
      asOf: fresh.get(item.id)?.toISOString() ?? null,
    })),
  };
}

/** Throws `not-found` for a code that names no open resource. */
export async function openByPath(platform: Platform, path: string): Promise<Resource> {
  const code = resourceCodeFromPath(path);
  const resource = code === null ? undefined : await openEntryByCode(platform.db, code);
  if (!resource) throw new DomainError('not-found');
  return resource;
}

/** A question for all rows of a resource, with its open items and no others. */
export function wholeQuestion(resource: Resource, offset: number, limit: number): RowQuestion {
  const items = openItems(resource);
  return {
    resourceId: resource.id,
    items,
    searchable: items,
    filters: new Map(),
    q: null,
    sort: [],
    keyItems: resource.keyItems,
    offset,
    limit,
  };
}

export async function showOpen(platform: Platform, path: string): Promise<ReplyOf<typeof getOpenResource>> {
  const resource = await openByPath(platform, path);
  const [answer, provider] = await Promise.all([
    readOpenRows(platform, wholeQuestion(resource, 0, previewRows)),
    agencyById(platform.db, resource.providerId),
  ]);
  countOpenRead(platform, 'preview');
  return {
    code: resource.code!,
    name: resource.name,
    nameEn: resource.nameEn,
    summary: resource.summary,
    providerId: resource.providerId,
    providerName: provider?.name ?? '',
    providerNameEn: provider?.nameEn ?? null,
    classCode: resource.classCode,
    shareType: resource.shareType,
    openCondition: resource.openCondition,
    updateCycle: resource.updateCycle,
    publishedAt: (resource.publishedAt ?? resource.updatedAt).toISOString(),
    asOf: answer?.asOf.toISOString() ?? null,
    items: openItems(resource),
    rows: answer?.rows ?? [],
    total: answer?.total ?? 0,
  };
}

/** All rows as CSV with a byte order mark, read piece by piece. */
export async function openCsv(platform: Platform, path: string): Promise<Readable> {
  const resource = await openByPath(platform, path);
  countOpenRead(platform, 'csv');
  return Readable.from(csvOf(platform, resource));
}

async function* csvOf(platform: Platform, resource: Resource): AsyncGenerator<string> {
  const items = openItems(resource);
  yield `\ufeff${items.map(({ name }) => csvCell(name)).join(',')}\r\n`;
  for (let offset = 0; ; offset += csvRows) {
    const answer = await readOpenRows(platform, wholeQuestion(resource, offset, csvRows));
    const rows = answer?.rows ?? [];
    yield rows.map((row) => `${items.map(({ code }) => csvCell(textOf(row[code]))).join(',')}\r\n`).join('');
    if (rows.length < csvRows) return;
  }
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
