import { Readable } from 'node:stream';
import { strToU8, unzipSync, Zip, ZipDeflate } from 'fflate';
import { SaxesParser } from 'saxes';
import { DomainError } from './domain-error.ts';

/**
 * Small workbooks (ECMA-376) as rows of text: the first sheet of one that came, and one that is made. What the library
 * ingests is read by its own streaming reader; here a file is a form that people filled in.
 */

/** What a part may unpack to, bytes, and how many rows and columns are read. */
const partLimit = 64 * 2 ** 20;
const rowLimit = 100_000;
const columnLimit = 200;

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Rows of the first sheet, the first row at 0, empty cells as ''. Throws `file-malformed`. */
export function readWorkbook(file: Uint8Array): string[][] {
  try {
    const parts = unzipSync(file, {
      filter: ({ name, originalSize }) => {
        const wanted =
          /^xl\/(workbook\.xml|sharedStrings\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(name);
        if (wanted && originalSize > partLimit) throw malformed();
        return wanted;
      },
    });
    const text = (name: string) => {
      const part = parts[name];
      return part ? new TextDecoder().decode(part) : undefined;
    };
    const sheet = text(firstSheet(text('xl/workbook.xml'), text('xl/_rels/workbook.xml.rels')));
    if (sheet === undefined) throw malformed();
    return rowsOf(sheet, sharedStrings(text('xl/sharedStrings.xml')));
  } catch (error) {
    throw error instanceof DomainError ? error : malformed();
  }
}

const malformed = () => new DomainError('file-malformed');

function parse(
  xml: string,
  on: {
    open?(name: string, attributes: Record<string, string>): void;
    text?(text: string): void;
    close?(name: string): void;
  },
): void {
  const parser = new SaxesParser();
  const local = (name: string) => name.replace(/^.*:/, '');
  parser.on('error', () => {
    throw malformed();
  });
  parser.on('doctype', () => {
    throw malformed();
  });
  parser.on('opentag', ({ name, attributes }) => on.open?.(local(name), attributes as Record<string, string>));
  parser.on('text', (text) => on.text?.(text));
  parser.on('closetag', ({ name }) => on.close?.(local(name)));
  parser.write(xml).close();
}

function firstSheet(workbook: string | undefined, relations: string | undefined): string {
  let id: string | undefined;
  let target: string | undefined;
  if (workbook)
    parse(workbook, {
      open: (name, attributes) => {
        if (name === 'sheet') id ??= attributes['r:id'];
      },
    });
  if (relations)
    parse(relations, {
      open: (name, attributes) => {
        if (name === 'Relationship' && attributes.Id === id) target = attributes.Target;
      },
    });
  if (!target) return 'xl/worksheets/sheet1.xml';
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

function sharedStrings(xml: string | undefined): string[] {
  const strings: string[] = [];
  let inText = false;
  let phonetic = 0;
  if (xml)
    parse(xml, {
      open: (name) => {
        if (name === 'si') strings.push('');
        if (name === 'rPh') phonetic += 1;
        if (name === 't') inText = true;
      },
      text: (text) => {
        if (inText && phonetic === 0 && strings.length > 0) strings[strings.length - 1] += text;
      },
      close: (name) => {
        if (name === 't') inText = false;
        if (name === 'rPh') phonetic -= 1;
      },
    });
  return strings;
}

function rowsOf(xml: string, shared: readonly string[]): string[][] {
  const rows: string[][] = [];
  let [row, column, type, value, taking] = [-1, -1, '', '', false];
  parse(xml, {
    open: (name, attributes) => {
      if (name === 'row') {
        row = attributes.r === undefined ? row + 1 : Number(attributes.r) - 1;
        column = -1;
        if (!Number.isInteger(row) || row < 0 || row >= rowLimit) throw malformed();
      } else if (name === 'c') {
        column = attributes.r === undefined ? column + 1 : columnOf(attributes.r);
        if (column < 0 || column >= columnLimit) throw malformed();
        [type, value] = [attributes.t ?? 'n', ''];
      } else if (name === 'v' || name === 't') taking = true;
    },
    text: (text) => {
      if (taking) value += text;
    },
    close: (name) => {
      if (name === 'v' || name === 't') taking = false;
      if (name !== 'c' || row < 0) return;
      while (rows.length <= row) rows.push([]);
      const cells = rows[row]!;
      while (cells.length < column) cells.push('');
      cells[column] =
        type === 's' ? (shared[Number(value)] ?? '') : type === 'b' ? (value === '1' ? 'TRUE' : 'FALSE') : value;
    },
  });
  return rows;
}

function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (!letters) return -1;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** The name of a cell as a spreadsheet shows it, both from 0: C7 is column 2, row 6. */
export function cellName(column: number, row: number): string {
  let letters = '';
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26))
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}

/** A workbook of one sheet with a head that stays, streamed row by row; every cell is text. */
export function writeWorkbook(title: string, rows: AsyncIterable<readonly string[]>): Readable {
  const made = new Readable({ read: () => undefined });
  const zip = new Zip((error, chunk, final) => {
    if (error) return void made.destroy(error);
    made.push(chunk);
    if (final) made.push(null);
  });
  const part = (name: string, text: string) => {
    const file = new ZipDeflate(name);
    zip.add(file);
    file.push(strToU8(text), true);
  };
  void (async () => {
    part('[Content_Types].xml', contentTypes);
    part('_rels/.rels', relations('officeDocument', 'xl/workbook.xml'));
    part('xl/_rels/workbook.xml.rels', relations('worksheet', 'worksheets/sheet1.xml'));
    part(
      'xl/workbook.xml',
      `${head}<workbook xmlns="${main}" xmlns:r="${related}"><sheets><sheet name="${escaped(title.slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    );
    const sheet = new ZipDeflate('xl/worksheets/sheet1.xml');
    zip.add(sheet);
    sheet.push(
      strToU8(
        `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`,
      ),
    );
    for await (const row of rows) {
      const cells = row.map((text) =>
        text === '' ? '<c/>' : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`,
      );
      sheet.push(strToU8(`<row>${cells.join('')}</row>`));
      while (made.readableLength > 2 ** 20 && !made.destroyed) await new Promise((resume) => setTimeout(resume, 5));
      if (made.destroyed) return;
    }
    sheet.push(strToU8('</sheetData></worksheet>'), true);
    zip.end();
  })().catch((error: Error) => made.destroy(error));
  return made;
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const contentTypes = `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`;

function relations(type: string, target: string): string {
  return `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${related}/${type}" Target="${target}"/></Relationships>`;
}

function escaped(text: string): string {
  return (
    text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      // XML 1.0 has no such characters.
      .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
      .slice(0, 32_767)
  );
}
