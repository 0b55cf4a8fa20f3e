import type { Readable } from 'node:stream';
import { granteeWords } from '../../../contracts/agency-kinds.ts';
import type { Words } from '../../../contracts/pack.ts';
import { batchName, type ListGrantee, type ListLine, type ShareList } from '../../../contracts/share-lists.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { writeWorkbook } from '../../platform/workbook.ts';
import { resourcesWithItems } from '../catalogue/index.ts';
import { agenciesByIds, regionNames, wholeCountry } from '../directory/index.ts';
import { type ListRow, lineCounts, linesOf, shareListById, shareLists } from './store-share-lists.ts';

/** The lists, the newest first. */
export async function showShareLists(db: Db, { drafts }: { drafts: boolean }): Promise<ShareList[]> {
  return shown(db, await shareLists(db, { drafts }));
}

export async function showShareList(db: Db, row: ListRow): Promise<ShareList> {
  return (await shown(db, [row]))[0]!;
}

/** One list with its lines; a draft is there for the operator alone. Throws `not-found`. */
export async function showWithLines(
  db: Db,
  id: string,
  { drafts }: { drafts: boolean },
): Promise<ShareList & { lines: ListLine[] }> {
  const list = await shareListById(db, id);
  if (!list || (list.state === 'draft' && !drafts)) throw new DomainError('not-found');
  return { ...(await showShareList(db, list)), lines: await showLines(db, id) };
}

async function showLines(db: Db, id: string): Promise<ListLine[]> {
  const lines = await linesOf(db, id);
  const entries = await resourcesWithItems(
    db,
    lines.map(({ resourceId }) => resourceId),
  );
  const providers = await agenciesByIds(
    db,
    [...entries.values()].map(({ providerId }) => providerId),
  );
  return lines
    .flatMap((line) => {
      const entry = entries.get(line.resourceId);
      if (!entry?.code) return [];
      return [
        {
          resourceId: entry.id,
          code: entry.code,
          name: entry.name,
          nameEn: entry.nameEn,
          providerName: providers.get(entry.providerId)?.name ?? '',
          providerNameEn: providers.get(entry.providerId)?.nameEn ?? null,
          shareType: entry.shareType,
          act: line.act,
          items: entry.items
            .filter(({ code }) => line.items.includes(code))
            .map(({ code, name, nameEn }) => ({ code, name, nameEn })),
        },
      ];
    })
    .sort((one, other) => (one.code < other.code ? -1 : 1));
}

async function shown(db: Db, rows: readonly ListRow[]): Promise<ShareList[]> {
  const counts = await lineCounts(
    db,
    rows.map(({ id }) => id),
  );
  const grantees = rows.flatMap((row) => row.grantees);
  const agencies = await agenciesByIds(
    db,
    grantees.flatMap((to) => ('agencyId' in to ? [to.agencyId] : [])),
  );
  const regions = await regionNames(
    db,
    grantees.flatMap((to) => ('region' in to ? [to.region] : [])),
  );
  const nameOf = (to: ListGrantee): Words => {
    if ('agencyId' in to) {
      const agency = agencies.get(to.agencyId);
      return { zh: agency?.name ?? to.agencyId, en: agency?.nameEn ?? agency?.name ?? to.agencyId };
    }
    const region = regions.get(to.region);
    const words =
      to.region === wholeCountry
        ? { zh: '全国', en: 'the whole country' }
        : { zh: region?.name ?? to.region, en: region?.nameEn ?? region?.name ?? to.region };
    return granteeWords(words, to.kind);
  };
  return rows.map((row) => ({
    id: row.id,
    ordinal: row.ordinal,
    number: row.number,
    title: row.title,
    basis: row.basis,
    effectiveOn: row.effectiveOn,
    grantees: row.grantees,
    granteeNames: row.grantees.map(nameOf),
    state: row.state,
    version: row.version,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    ...(counts.get(row.id) ?? { opened: 0, withdrawn: 0, items: 0 }),
  }));
}

const heads = [
  '序号',
  '批次',
  '动作',
  '信息资源代码',
  '信息资源名称',
  '提供部门',
  '信息项代码',
  '信息项名称',
  '开放对象',
  '生效日期',
  '依据',
];

/** A list as a spreadsheet, one row for each item. Throws `not-found`. */
export async function listSheet(db: Db, id: string, access: { drafts: boolean }): Promise<Readable> {
  const list = await showWithLines(db, id, access);
  return writeWorkbook(batchName(list.ordinal), rowsOf(list));
}

async function* rowsOf(list: ShareList & { lines: ListLine[] }): AsyncGenerator<string[]> {
  yield heads;
  let number = 0;
  for (const line of list.lines)
    for (const item of line.items.length > 0 ? line.items : [{ code: '', name: '', nameEn: null }]) {
      number += 1;
      yield [
        String(number),
        batchName(list.ordinal),
        line.act === 'open' ? '开放' : '收回',
        line.code,
        line.name,
        line.providerName,
        item.code,
        item.name,
        list.granteeNames.map(({ zh }) => zh).join('、'),
        list.effectiveOn,
        list.basis,
      ];
    }
}
