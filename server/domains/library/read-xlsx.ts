import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DomainError } from '../../platform/domain-error.ts';
import type { RowSink } from './row-sink.ts';

/** Characters of shared text that are held in memory while a sheet is read. */
const sharedTextLimit = 64 * 2 ** 20;
const columnLimit = 1000;
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
    },
    close: ({ name }) => {
      inText = false;
      if (local(name) === 'rPh') phonetic = false;
      if (local(name) !== 'si') return;
      held += text.length;
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
  sink.plain = false;
  let width = -1;
  let rowNumber = 0;
  let column = -1;
  let type = '';
  let text = '';
  let taking = false;
  let cells: string[] = [];
  let errorAt = -1;
  const finishCell = () => {
    if (column < 0 || column >= columnLimit) return;
    let value = text;
    if (type === 's') value = shared[Number(text)] ?? '';
    else if (type === 'e') errorAt = column;
    else if (type === '' || type === 'n')
      value = text === '' ? '' : numberText(text, width >= 0 && isDate(column), date1904);
    while (cells.length <= column) cells.push('');
    cells[column] = value;
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
          rowNumber = Number(attributes.r) || rowNumber + 1;
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
  parser.on('opentag', events.open);
  if (events.text) {
    parser.on('text', events.text);
    parser.on('cdata', events.text);
  }
  if (events.close) parser.on('closetag', events.close);
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

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function broken(): DomainError {
  return new DomainError('file-malformed', {
    line: 1,
    fault: { zh: '不是完好的 XLSX 工作簿', en: 'it is not a sound XLSX workbook' },
  });
}
