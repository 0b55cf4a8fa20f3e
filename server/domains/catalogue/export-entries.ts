import { Readable } from 'node:stream';
import type { ResourceDraft } from '../../../contracts/catalogue.ts';
import type { SavedQuery } from '../../../contracts/catalogue-search.ts';
import type { Platform } from '../../platform/platform.ts';
import { writeWorkbook } from '../../platform/workbook.ts';
import { agenciesByIds } from '../directory/index.ts';
import { fieldsOnly } from './resource.ts';
import { numbersFound } from './search-entries.ts';
import { entryColumns, itemColumns, labelsOf, type SheetEntry, sheetTitles } from './sheet-columns.ts';
import type { Reader } from './show-resource.ts';
import { resourcesWithItems } from './store.ts';
import { idsOfNumbers } from './store-search.ts';
import { codeLists } from './store-vocabulary.ts';

const together = 100;

/** The entries that a search finds, as the guide's spreadsheet (XLSX or CSV, one row for each item) or as JSON, streamed. */
export async function exportEntries(
  platform: Platform,
  reader: Reader,
  search: SavedQuery,
  format: 'xlsx' | 'csv' | 'json',
): Promise<Readable> {
  const numbers = await numbersFound(platform, reader, search);
  if (format === 'json') return Readable.from(jsonParts(platform, numbers));
  const labels = labelsOf(await codeLists(platform.db));
  const rows = sheetRows(platform, numbers, labels);
  return format === 'xlsx' ? writeWorkbook('信息资源目录', rows) : Readable.from(csvParts(rows));
}

/** The empty spreadsheet, to be filled in. */
export function templateSheet(): Readable {
  return writeWorkbook('信息资源目录', Readable.from([sheetTitles]));
}

async function* entriesOf(platform: Platform, numbers: readonly number[]): AsyncGenerator<SheetEntry> {
  for (let at = 0; at < numbers.length; at += together) {
    const part = numbers.slice(at, at + together);
    const ids = await idsOfNumbers(platform.database.pool, part);
    const entries = await resourcesWithItems(platform.db, [...ids.values()]);
    const agencies = await agenciesByIds(
      platform.db,
      [...entries.values()].map(({ providerId }) => providerId),
    );
    for (const number of part) {
      const entry = entries.get(ids.get(number) ?? '');
      const provider = entry && agencies.get(entry.providerId);
      // A change bears the name of the entry that stands beside it.
      if (entry?.changeOf === null)
        yield { ...entry, providerName: provider?.name ?? '', providerCode: provider?.creditCode ?? '' };
    }
  }
}

async function* sheetRows(
  platform: Platform,
  numbers: readonly number[],
  labels: ReturnType<typeof labelsOf>,
): AsyncGenerator<string[]> {
  yield sheetTitles;
  const blank = entryColumns.map(() => '');
  for await (const entry of entriesOf(platform, numbers)) {
    const head = entryColumns.map((column) => column.write(entry, labels));
    if (entry.items.length === 0) yield [...head, ...itemColumns.map(() => '')];
    for (const [place, item] of entry.items.entries()) {
      const marked = {
        ...item,
        key: entry.keyItems.includes(item.code),
        subject: entry.subjectItem === item.code,
        guardian: entry.guardianItems.includes(item.code),
      };
      yield [...(place === 0 ? head : blank), ...itemColumns.map((column) => column.write(marked, labels))];
    }
  }
}

/** With a byte order mark, which spreadsheet programs want; a cell that a program would take for a formula gets an apostrophe. */
async function* csvParts(rows: AsyncIterable<string[]>): AsyncGenerator<string> {
  yield '\ufeff';
  for await (const row of rows) yield `${row.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function* jsonParts(platform: Platform, numbers: readonly number[]): AsyncGenerator<string> {
  let before = '[\n';
  for await (const entry of entriesOf(platform, numbers)) {
    const draft: ResourceDraft = fieldsOnly(entry);
    yield before + JSON.stringify(draft);
    before = ',\n';
  }
  yield before === '[\n' ? '[]' : '\n]';
}
