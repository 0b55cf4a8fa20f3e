import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import type { Item } from '../../../contracts/catalogue.ts';
import type { Language } from '../../../contracts/errors.ts';
import { type Encoding, rejectMessage } from '../../../contracts/library.ts';
import type { Db } from '../../platform/database.ts';
import { workbookType, writeWorkbook } from '../../platform/workbook.ts';
import type { Resource } from '../catalogue/index.ts';
import { reportColumns } from './report-columns.ts';
import { type BatchRow, type RejectRow, rejectsOf } from './store.ts';

const pageSize = 1000;
const pieceSize = 64 * 1024;

/** A file to be sent: its media type, the end of its name, its bytes. */
export interface RejectsFile {
  type: string;
  extension: string;
  body: Readable;
}

/**
 * The rejects of a batch as a file of the kind that was sent, to mend and send again with `mode=append`: the columns and cells
 * exactly as they came, then 行号, 信息项, 原因; a row that came with too many cells keeps the rest after them. CSV comes in the
 * encoding that was sent; JSON names each value by its item's code, under whichever name it came.
 */
export function rejectsFile(
  db: Db,
  batch: BatchRow,
  resource: Pick<Resource, 'items'>,
  language: Language,
): RejectsFile {
  const rows = rejectRows(db, batch, resource, language);
  switch (batch.format) {
    case 'xlsx':
      return { type: workbookType, extension: 'xlsx', body: writeWorkbook('rejects', rows) };
    case 'json':
      return { type: 'application/json; charset=utf-8', extension: 'json', body: Readable.from(jsonArray(rows)) };
    case 'ndjson':
      return { type: 'application/x-ndjson; charset=utf-8', extension: 'ndjson', body: Readable.from(jsonLines(rows)) };
    default: {
      const type = `text/csv; charset=${batch.encoding ?? 'utf-8'}; header=present`;
      return { type, extension: 'csv', body: Readable.from(encoded(csv(rows, batch), batch.encoding)) };
    }
  }
}

/** The header, then the rows. */
async function* rejectRows(
  db: Db,
  batch: BatchRow,
  { items }: Pick<Resource, 'items'>,
  language: Language,
): AsyncGenerator<string[]> {
  const columns = batch.header?.columns ?? [];
  const report = reportColumns(items);
  // A file that was mended once carries the last report's columns: they give way to this one's.
  const kept = columns.flatMap((column, place) => (report.includes(column.trim()) ? [] : [place]));
  yield [...kept.map((place) => columns[place]!), ...report];
  for (let after = -1; ; ) {
    const rejects = await rejectsOf(db, batch.id, after, pageSize);
    for (const reject of rejects) yield rejectCells(reject, kept, columns.length, items, language);
    if (rejects.length < pageSize) return;
    after = rejects.at(-1)!.rowNumber;
  }
}

/** A mark stands before it where one was sent, or none could be told: spreadsheet programs want one. */
async function* csv(rows: AsyncIterable<string[]>, batch: BatchRow): AsyncGenerator<string> {
  const marked = batch.format !== 'csv' || batch.header?.bom;
  if (marked && batch.encoding !== 'gb18030') yield '\uFEFF';
  yield* joined(rows, csvLine);
}

async function* jsonLines(rows: AsyncIterable<string[]>): AsyncGenerator<string> {
  yield* joined(objects(rows), (row) => `${JSON.stringify(row)}\n`);
}

async function* jsonArray(rows: AsyncIterable<string[]>): AsyncGenerator<string> {
  let before = '[';
  yield* joined(objects(rows), (row) => {
    const text = `${before}\n${JSON.stringify(row)}`;
    before = ',';
    return text;
  });
  yield before === '[' ? '[]\n' : '\n]\n';
}

/** Each row under the names of the header, which comes first; an empty cell is null. */
async function* objects(rows: AsyncIterable<string[]>): AsyncGenerator<Record<string, string | null>> {
  let names: string[] | null = null;
  for await (const cells of rows) {
    if (names === null) names = cells;
    else yield Object.fromEntries(names.map((name, place) => [name, cells[place] || null]));
  }
}

/** Texts in pieces of some size, since each piece is sent for itself. */
async function* joined<T>(rows: AsyncIterable<T>, text: (row: T) => string): AsyncGenerator<string> {
  let piece = '';
  for await (const row of rows) {
    piece += text(row);
    if (piece.length < pieceSize) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
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
