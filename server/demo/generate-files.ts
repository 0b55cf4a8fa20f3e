import { type FileHandle, open } from 'node:fs/promises';
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import iconv from 'iconv-lite';
import type { PackResource } from '../../contracts/pack.ts';
import type { Row } from './generate-rows.ts';

/** One file being written row by row; what waits in memory is flushed by the caller when `waiting` is large. */
export interface RowFile {
  add(row: Row): void;
  readonly waiting: number;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the file that a resource's provider would send: its format, encoding and header are the pack's. */
export async function openRowFile(resource: PackResource, path: string): Promise<RowFile> {
  const handle = await open(path, 'w');
  if (resource.file.format === 'xlsx') return xlsxFile(resource, handle);
  return textFile(resource, handle);
}

function textFile(resource: PackResource, handle: FileHandle): RowFile {
  const { format, encoding, bom } = resource.file;
  // GB18030 files come from Windows programs, with their line ends.
  const end = encoding === 'gb18030' ? '\r\n' : '\n';
  let text = bom ? '\uFEFF' : '';
  if (format === 'csv') text += headerOf(resource).map(csvCell).join(',') + end;
  const flush = async () => {
    const bytes = encoding === 'gb18030' ? iconv.encode(text, 'gb18030') : Buffer.from(text, 'utf8');
    text = '';
    await handle.appendFile(bytes);
  };
  return {
    add: (row) => {
      const line =
        format === 'ndjson'
          ? JSON.stringify(ordered(resource, row))
          : resource.items.map((item) => csvCell(cellText(row[item.code], item.precision))).join(',');
      text += line + end;
    },
    get waiting() {
      return text.length;
    },
    flush,
    close: async () => {
      await flush();
      await handle.close();
    },
  };
}

function headerOf({ file, items }: PackResource): string[] {
  return items.map((item) => (file.header === 'names' ? item.name : item.code));
}

function ordered({ items }: PackResource, row: Row): Row {
  return Object.fromEntries(items.map((item) => [item.code, row[item.code] ?? null]));
}

function cellText(value: Row[string] | undefined, precision: number | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'number' && precision !== undefined ? value.toFixed(precision) : String(value);
}

/** RFC 4180 */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** ECMA-376 with the fewest parts that spreadsheet programs open: one sheet, inline strings, no styles. */
const xlsxParts = {
  '[Content_Types].xml':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
  '_rels/.rels':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  'xl/workbook.xml':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
};
/** A sheet holds no more rows than this. */
const xlsxRowLimit = 1_048_576;

function xlsxFile(resource: PackResource, handle: FileHandle): RowFile {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for (const [name, content] of Object.entries(xlsxParts)) {
    const part = new ZipPassThrough(name);
    part.mtime = fixedTime;
    zip.add(part);
    part.push(strToU8(content), true);
  }
  const sheet = new ZipDeflate('xl/worksheets/sheet1.xml', { level: 6 });
  sheet.mtime = fixedTime;
  zip.add(sheet);
  let text =
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
  let rowNumber = 0;
  const addCells = (cells: (Row[string] | undefined)[]) => {
    rowNumber += 1;
    if (rowNumber > xlsxRowLimit)
      throw new Error(`${resource.file.name}: a sheet holds at most ${xlsxRowLimit} rows; generate fewer residents.`);
    text += `<row r="${rowNumber}">${cells.map((cell, column) => xlsxCell(cell, column, rowNumber)).join('')}</row>`;
  };
  addCells(headerOf(resource));
  const flush = async () => {
    if (text) sheet.push(strToU8(text));
    text = '';
    for (const chunk of ready.splice(0)) await handle.appendFile(chunk);
  };
  return {
    add: (row) => addCells(resource.items.map((item) => row[item.code])),
    get waiting() {
      return text.length;
    },
    flush,
    close: async () => {
      text += '</sheetData></worksheet>';
      sheet.push(strToU8(text), true);
      text = '';
      zip.end();
      await flush();
      await handle.close();
    },
  };
}

/** ZIP keeps local time; built from local parts, the bytes are the same in every time zone. */
const fixedTime = new Date(2026, 0, 1, 0, 0, 0);

function xlsxCell(value: Row[string] | undefined, column: number, row: number): string {
  if (value === null || value === undefined) return '';
  const reference = `${String.fromCharCode(65 + column)}${row}`;
  if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
  return `<c r="${reference}" t="inlineStr"><is><t>${escapeXml(String(value))}</t></is></c>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
