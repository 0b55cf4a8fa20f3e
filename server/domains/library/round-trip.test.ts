import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Resource } from '../catalogue/index.ts';
import { type SampleWorld, type SendOptions, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
let resource: Resource;
beforeAll(async () => {
  world = await sampleWorld();
  resource = await world.publish({
    subjectKind: 'none',
    subjectItem: null,
    keyItems: ['no'],
    rejectThreshold: 0,
    items: [
      { code: 'no', name: '编号', type: 'I', required: true },
      { code: 'text', name: '文字', type: 'C', length: 30 },
      { code: 'order', name: '金额', type: 'N', length: 12, precision: 2 },
      { code: 'day', name: '日期', type: 'D' },
      { code: 'flag', name: '是否', type: 'L' },
      { code: 'at', name: '时间', type: 'T' },
    ],
  });
});
afterAll(() => world.close());

interface Row {
  no: number;
  text: string | null;
  order: string | null;
  day: string | null;
  flag: boolean | null;
  at: string | null;
}
const names: Record<keyof Row, string> = {
  no: '编号',
  text: '文字',
  order: '金额',
  day: '日期',
  flag: '是否',
  at: '时间',
};
const columns = Object.keys(names) as (keyof Row)[];

const character = fc.constantFrom('a', 'B', '中', '龘', '𠮷', '"', ',', '\\', '\t', '\n', "'", ';', '<', '&', '=', '0');
const rows: fc.Arbitrary<Row[]> = fc.uniqueArray(
  fc.record({
    no: fc.integer({ min: 0, max: 1_000_000_000 }),
    text: fc.option(
      fc.array(character, { minLength: 1, maxLength: 8 }).map((all) => `x${all.join('')}x`),
      { nil: null },
    ),
    order: fc.option(
      fc.integer({ min: -99_999, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
      { nil: null },
    ),
    day: fc.option(
      fc
        .date({ min: new Date('1901-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      { nil: null },
    ),
    flag: fc.option(fc.boolean(), { nil: null }),
    at: fc.option(
      fc
        .date({ min: new Date('1992-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
        .map((date) => `${date.toISOString().slice(0, 19)}Z`),
      { nil: null },
    ),
  }),
  { minLength: 1, maxLength: 12, selector: ({ no }) => no },
);

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (table: Row[]) =>
  [columns.map((column) => names[column]), ...table.map((row) => columns.map((column) => String(row[column] ?? '')))]
    .map((cells) => cells.map(quoted).join(','))
    .join('\r\n');
const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function xlsx(table: Row[]): Buffer {
  const shared: string[] = [];
  const sharedCell = (text: string, reference: string) =>
    `<c r="${reference}" t="s"><v>${shared.push(text) - 1}</v></c>`;
  const cell = (value: Row[keyof Row], column: number, row: number) => {
    const reference = `${String.fromCharCode(65 + column)}${row}`;
    if (value === null) return '';
    if (typeof value === 'boolean') return `<c r="${reference}" t="b"><v>${Number(value)}</v></c>`;
    if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
    // A day as spreadsheets keep it: a bare count.
    if (row > 1 && columns[column] === 'day') {
      return `<c r="${reference}"><v>${(Date.parse(value) - Date.UTC(1899, 11, 30)) / 86_400_000}</v></c>`;
    }
    return sharedCell(value, reference);
  };
  const lines = [columns.map((column) => names[column]), ...table.map((row) => columns.map((column) => row[column]))];
  const sheet = lines
    .map(
      (line, row) => `<row r="${row + 1}">${line.map((value, column) => cell(value, column, row + 1)).join('')}</row>`,
    )
    .join('');
  const strings = shared.map((text) => `<si><t xml:space="preserve">${xml(text)}</t></si>`).join('');
  return Buffer.from(
    zipSync({
      'xl/workbook.xml': strToU8(
        '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId7"/></sheets></workbook>',
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships><Relationship Id="rId7" Target="worksheets/one.xml"/></Relationships>',
      ),
      'xl/sharedStrings.xml': strToU8(`<sst>${strings}</sst>`),
      'xl/worksheets/one.xml': strToU8(`<worksheet><sheetData>${sheet}</sheetData></worksheet>`),
    }),
  );
}

const byName = (row: Row) => Object.fromEntries(columns.map((column) => [names[column], row[column]]));
const forms: [string, (table: Row[]) => Buffer, SendOptions][] = [
  ['UTF-8 CSV', (table) => Buffer.from(csv(table)), { encoding: 'utf-8' }],
  ['UTF-8 CSV with a byte order mark', (table) => Buffer.from(`\uFEFF${csv(table)}`), {}],
  ['GB18030 CSV', (table) => iconv.encode(csv(table), 'gb18030'), { encoding: 'gb18030' }],
  ['GB18030 CSV that does not say so', (table) => iconv.encode(csv(table), 'gb18030'), {}],
  ['XLSX', xlsx, { fileName: 'file.xlsx' }],
  [
    'JSON',
    (table) => Buffer.from(` ${JSON.stringify(table.map(byName), null, 1)}\n`),
    { fileName: 'file.json', encoding: 'utf-8' },
  ],
  ['NDJSON', (table) => Buffer.from(table.map((row) => JSON.stringify(row)).join('\n')), { fileName: 'file.ndjson' }],
];

test.each(forms)('any rows sent as %s serve as they were', async (_, write, options) => {
  await fc.assert(
    fc.asyncProperty(rows, async (table) => {
      const reply = await world.send(resource, write(table), options);
      expect(reply.json()).toMatchObject({ state: 'serving', acceptedRows: table.length, rejectedRows: 0 });
      const served = (await world.rows(resource))!.map(({ at, ...rest }) => ({
        ...rest,
        at: at instanceof Date ? `${at.toISOString().slice(0, 19)}Z` : at,
      }));
      expect(served).toEqual(table.toSorted((one, other) => one.no - other.no));
    }),
    { numRuns: 8 },
  );
});
