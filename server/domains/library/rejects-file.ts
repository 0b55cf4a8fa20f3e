import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import type { Item } from '../../../contracts/catalogue.ts';
import type { Language } from '../../../contracts/errors.ts';
import { type Encoding, rejectMessage } from '../../../contracts/library.ts';
import type { Db } from '../../platform/database.ts';
import type { Resource } from '../catalogue/index.ts';
import { type BatchRow, type RejectRow, rejectsOf } from './store.ts';

const pageSize = 1000;
const reportNames = ['行号', '信息项', '原因'];

/**
 * The rejects of a batch as a CSV to mend and send again with `mode=append`: the columns and cells exactly as they came,
 * then 行号, 信息项, 原因; a row that came with too many cells keeps the rest after them. In the encoding that was sent; workbooks
 * and JSON come back as UTF-8 with a byte order mark, which spreadsheet programs want.
 */
export function rejectsFile(db: Db, batch: BatchRow, resource: Pick<Resource, 'items'>, language: Language): Readable {
  return Readable.from(encoded(lines(db, batch, resource, language), batch.encoding));
}

async function* lines(
  db: Db,
  batch: BatchRow,
  { items }: Pick<Resource, 'items'>,
  language: Language,
): AsyncGenerator<string> {
  const columns = batch.header?.columns ?? [];
  const report = reportColumns(items);
  // A file that was mended once carries the last report's columns: they give way to this one's.
  const kept = columns.flatMap((column, place) => (report.includes(column.trim()) ? [] : [place]));
  const marked = batch.format !== 'csv' || batch.header?.bom;
  yield (marked && batch.encoding !== 'gb18030' ? '\uFEFF' : '') +
    csvLine([...kept.map((place) => columns[place]!), ...report]);
  for (let after = -1; ; ) {
    const rejects = await rejectsOf(db, batch.id, after, pageSize);
    if (rejects.length > 0) {
      yield rejects.map((reject) => csvLine(rejectCells(reject, kept, columns.length, items, language))).join('');
    }
    if (rejects.length < pageSize) return;
    after = rejects.at(-1)!.rowNumber;
  }
}

/** The names of the report's columns; another name where an item has that one. */
export function reportColumns(items: readonly Pick<Item, 'name' | 'code'>[]): string[] {
  return reportNames.map((name) => (items.some((item) => item.name === name) ? `错误${name}` : name));
}

function rejectCells(
  { rowNumber, faults, raw }: RejectRow,
  kept: readonly number[],
  width: number,
  items: readonly Item[],
  language: Language,
): string[] {
  const between = language === 'en' ? '; ' : '；';
  const names = faults.map(({ item }) => items.find(({ code }) => code === item)?.name ?? '');
  return [
    ...kept.map((place) => raw[place] ?? ''),
    String(rowNumber),
    names.join(between),
    faults.map((fault) => rejectMessage(fault, language)).join(between),
    ...raw.slice(width),
  ];
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** RFC 4180. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function* encoded(text: AsyncIterable<string>, encoding: Encoding | null): AsyncGenerator<Buffer> {
  for await (const part of text) {
    yield encoding === null || encoding === 'utf-8' ? Buffer.from(part, 'utf8') : iconv.encode(part, encoding);
  }
}
