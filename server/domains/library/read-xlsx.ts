import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DomainError } from '../../platform/domain-error.ts';
import { columnLimit } from './match-header.ts';
import type { RowSink } from './row-sink.ts';

/** Characters of shared text that are held in memory while a sheet is read. */
const sharedTextLimit = 64 * 2 ** 20;
/** What a workbook's string costs beside its characters. */
const stringOverhead = 16;
/** A worksheet's own limits: characters of a cell, and rows. */
const cellLimit = 32_767;
const rowLimit = 1_048_576;
/** How much of a part may pass without an element or a text that ends, bytes, and how deep elements may stand. */
const quietLimit = 2 ** 22;
const depthLimit = 64;
const dayMilliseconds = 86_400_000;

/**
 * Reads the first sheet of a workbook (ECMA-376) from a file, row by row: only its shared strings are held in memory, up
 * to a limit. `isDate` says, once the header is known, in which columns a bare number is a day count. Yields between pieces,
 * so that the caller can wait for its writers. Throws `file-malformed`; `body-too-large` when it unpacks to over `sizeLimit`.
 */
export async function* readXlsx(
  path: string,
  sink: RowSink,
  isDate: (column: number) => boolean,
  sizeLimit: number,
): AsyncGenerator<void> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false });
  } catch {
    throw broken();
  }
  try {
    const parts = await entriesOf(zip);
    const { sheet, date1904 } = await firstSheet(zip, parts, sizeLimit);
    const shared: string[] = [];
    const sharedPart = parts.get('xl/sharedStrings.xml');
    if (sharedPart) for await (const _ of readSharedStrings(zip, sharedPart, shared, sizeLimit));
    yield* readSheet(zip, sheet, { sink, isDate, shared, date1904 }, sizeLimit);
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      parts.set(entry.fileName.replace(/^\//, ''), entry);
      if (parts.size > 10_000) throw broken();
    }
  } catch {
    throw broken();
  }
  return parts;
}

async function firstSheet(
  zip: ZipFile,
  parts: Map<string, Entry>,
  sizeLimit: number,
): Promise<{ sheet: Entry; date1904: boolean }> {
  const workbook = parts.get('xl/workbook.xml');
  const relations = parts.get('xl/_rels/workbook.xml.rels');
  if (!workbook || !relations) throw broken();
  let relation = '';
  let date1904 = false;
  for await (const _ of readXml(zip, workbook, sizeLimit, {
    open: ({ name, attributes }) => {
      if (local(name) === 'sheet' && !relation) relation = attributes['r:id'] ?? '';
      if (local(name) === 'workbookPr') date1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
    },
  }));
  let target = '';
  for await (const _ of readXml(zip, relations, sizeLimit, {
    open: ({ name, attributes }) => {
      if (local(name) === 'Relationship' && attributes.Id === relation) target = attributes.Target ?? '';
    },
  }));
  const sheet = parts.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  if (!sheet) throw broken();
  return { sheet, date1904 };
}

async function* readSharedStrings(
  zip: ZipFile,
  part: Entry,
  shared: string[],
  sizeLimit: number,
): AsyncGenerator<void> {
  let text = '';
  let inText = false;
  let phonetic = false;
  let held = 0;
  yield* readXml(zip, part, sizeLimit, {
    open: ({ name }) => {
      if (local(name) === 'si') text = '';
      // Reading aids (rPh) repeat the text in kana or pinyin and are no part of it.
      if (local(name) === 'rPh') phonetic = true;
      inText = local(name) === 't' && !phonetic;
    },
    text: (content) => {
      if (inText) text += content;
      if (text.length > cellLimit) throw longCell(1);
    },
    close: ({ name }) => {
      inText = false;
      if (local(name) === 'rPh') phonetic = false;
      if (local(name) !== 'si') return;
      held += text.length + stringOverhead;
      if (held > sharedTextLimit) {
        throw new DomainError('file-malformed', {
          line: 1,
          fault: { zh: '共享字符串过多，请改用 CSV', en: 'it shares too much text; send CSV instead' },
        });
      }
      shared.push(text);
    },
  });
}

interface SheetContext {
  sink: RowSink;
  isDate(column: number): boolean;
  shared: readonly string[];
  date1904: boolean;
}

async function* readSheet(
  zip: ZipFile,
  part: Entry,
  { sink, isDate, shared, date1904 }: SheetContext,
  sizeLimit: number,
): AsyncGenerator<void> {
  let width = -1;
  let rowNumber = 0;
  let column = -1;
  let type = '';
  let text = '';
  let taking = false;
  let cells: string[] = [];
  let errorAt = -1;
  let expanded = 0;
  const finishCell = () => {
    if (column < 0 || column >= columnLimit) return;
    let value = text;
    if (type === 's') value = shared[Number(text)] ?? '';
    else if (type === 'e') errorAt = column;
    else if (type === '' || type === 'n')
      value = text === '' ? '' : numberText(text, width >= 0 && isDate(column), date1904);
    while (cells.length <= column) cells.push('');
    cells[column] = value;
    // A text that many cells share is short in the file and long in the library.
    expanded += value.length;
    if (expanded > sizeLimit) throw new DomainError('body-too-large', { limit: sizeLimit });
  };
  const finishRow = () => {
    while (cells.length > 0 && cells.at(-1) === '' && cells.length > Math.max(width, 0)) cells.pop();
    if (cells.every((cell) => cell === '')) return;
    if (width < 0) {
      width = cells.length;
      sink.header(cells, rowNumber);
      return;
    }
    while (cells.length < width) cells.push('');
    if (errorAt >= 0) sink.badRow(cells, rowNumber, '', { reason: 'errorValue' });
    else sink.row(cells, rowNumber);
  };
  yield* readXml(zip, part, sizeLimit, {
    open: ({ name, attributes }) => {
      switch (local(name)) {
        case 'row':
          rowNumber = laterRow(attributes.r, rowNumber);
          cells = [];
          column = -1;
          errorAt = -1;
          break;
        case 'c':
          column = attributes.r ? columnOf(attributes.r) : column + 1;
          type = attributes.t ?? '';
          text = '';
          break;
        case 'v':
        case 't':
          taking = true;
          break;
        case 'rPh':
          taking = false;
      }
    },
    text: (content) => {
      if (taking) text += content;
      if (text.length > cellLimit) throw longCell(rowNumber);
    },
    close: ({ name }) => {
      switch (local(name)) {
        case 'v':
        case 't':
          taking = false;
          break;
        case 'c':
          finishCell();
          break;
        case 'row':
          finishRow();
      }
    },
  });
}

interface XmlEvents {
  open(tag: SaxesTagPlain): void;
  text?(content: string): void;
  close?(tag: SaxesTagPlain): void;
}

async function* readXml(zip: ZipFile, entry: Entry, sizeLimit: number, events: XmlEvents): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false });
  let quiet = 0;
  let depth = 0;
  const onText = (content: string) => {
    quiet = 0;
    events.text?.(content);
  };
  parser.on('opentag', (tag) => {
    quiet = 0;
    depth += 1;
    if (depth > depthLimit) throw broken();
    events.open(tag);
  });
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', (tag) => {
    quiet = 0;
    depth -= 1;
    events.close?.(tag);
  });
  parser.on('error', () => {
    throw broken();
  });
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let stream: Readable;
  try {
    stream = await zip.openReadStreamPromise(entry);
  } catch {
    throw broken();
  }
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > sizeLimit) throw new DomainError('body-too-large', { limit: sizeLimit });
      // The parser gathers what has not ended yet: an endless attribute or text would fill the memory.
      quiet += chunk.length;
      if (quiet > quietLimit) throw broken();
      parser.write(utf8.decode(chunk, { stream: true }));
      yield;
    }
    parser.write(utf8.decode()).close();
  } catch (error) {
    throw error instanceof DomainError ? error : broken();
  } finally {
    stream.destroy();
  }
}

/** A number as a person would write it: the shortest text of the same double, or the day that it counts to. */
function numberText(text: string, date: boolean, date1904: boolean): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (!date) return Math.abs(value) < 1e21 ? plainNumber(value) : text;
  // Day 60 is the 29 February 1900 that never was; counting from 30 December 1899 is right from 1 March 1900 on.
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const instant = new Date(epoch + Math.round(value * 86_400) * 1000);
  if (value < 61 || Number.isNaN(instant.getTime()) || instant.getUTCFullYear() > 9999) return text;
  const iso = instant.toISOString();
  return instant.getTime() % dayMilliseconds === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

function plainNumber(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

/** `BC12` → 54, counted from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const unit = reference.charCodeAt(at) - 64;
    if (unit < 1 || unit > 26) break;
    column = column * 26 + unit;
  }
  return column - 1;
}

/** The number of a row: the one it states if that goes on from the last, else the next, so that no two rows share one. */
function laterRow(stated: string | undefined, last: number): number {
  const number = Number(stated);
  return Number.isInteger(number) && number > last && number <= rowLimit ? number : last + 1;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function broken(): DomainError {
  return new DomainError('file-malformed', {
    line: 1,
    fault: { zh: '不是完好的 XLSX 工作簿', en: 'it is not a sound XLSX workbook' },
  });
}

function longCell(line: number): DomainError {
  return new DomainError('file-malformed', {
    line,
    fault: { zh: `一个单元格超过 ${cellLimit} 字`, en: `a cell holds more than ${cellLimit} characters` },
  });
}
