import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWorkbook, workbookType, writeWorkbook } from '../../platform/workbook.ts';
import { citizens } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { type SampleWorld, sampleItems, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
const { mother, father } = citizens;
const text = `编号,公民身份号码,姓名,性别,出生日期,体重\na1,${mother},李梅,2,1992-03-07,52000\na2,${father},张三,1,,\n`;
const zip = (files: Record<string, string>) =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, strToU8(file)]))));

beforeAll(async () => {
  world = await sampleWorld({ LEGWORK_FILE_LIMIT: '3000000' });
});
afterAll(() => world.close());

describe('a table is read the same', () => {
  const ways: [string, Buffer, { fileName?: string; encoding?: 'utf-16le' | 'utf-16be' }, string][] = [
    ['from UTF-16 little-endian with its mark', iconv.encode(text, 'utf-16le', { addBOM: true }), {}, 'utf-16le'],
    ['from UTF-16 big-endian with its mark', iconv.encode(text, 'utf-16be', { addBOM: true }), {}, 'utf-16be'],
    [
      'from UTF-16 without a mark, when it is said',
      iconv.encode(text, 'utf-16le', { addBOM: false }),
      { encoding: 'utf-16le' },
      'utf-16le',
    ],
    ['with tabs', Buffer.from(text.replaceAll(',', '\t')), { fileName: 'a.tsv' }, 'utf-8'],
    [
      'with a header in pinyin, whole or by initials',
      Buffer.from(text.replace('姓名', 'xingming').replace('体重', 'TZ')),
      {},
      'utf-8',
    ],
    ['from a ZIP', zip({ '数据.csv': text, '__MACOSX/._数据.csv': 'x' }), { fileName: 'a.zip' }, 'utf-8'],
    [
      'with a header in other width, case and brackets',
      Buffer.from(text.replace('编号', ' NO ').replace('体重', '（体 重）')),
      {},
      'utf-8',
    ],
  ];
  test.each(ways)('%s', async (_, file, options, encoding) => {
    const resource = await world.publish({});
    const batch = (await world.send(resource, file, options)).json();
    expect(batch).toMatchObject({ state: 'serving', acceptedRows: 2, rejectedRows: 0, encoding });
    expect((await world.rows(resource))!.map(({ no, name }) => `${no} ${name}`)).toEqual(['a1 李梅', 'a2 张三']);
  });
});

describe('what is refused, with nothing left behind', () => {
  const bomb = zip({ 'a.csv': `${text}a3,${mother},"${'0'.repeat(5_000_000)}` });
  const half = Buffer.concat([iconv.encode(text, 'utf-16le', { addBOM: true }), Buffer.from([0x41])]);
  const cases: [string, Buffer, string, string][] = [
    ['half a unit of UTF-16', half, 'a.csv', 'file-encoding-wrong'],
    ['a ZIP of several files', zip({ 'a.csv': text, 'b.csv': text }), 'a.zip', 'file-malformed'],
    ['a ZIP of nothing', zip({}), 'a.zip', 'file-format-unknown'],
    ['a ZIP within a ZIP', zip({ 'b.zip': zip({ 'a.csv': text }).toString('latin1') }), 'a.zip', 'file-format-unknown'],
    ['a ZIP that unpacks to more than the limit', bomb, 'a.zip', 'body-too-large'],
    ['a ZIP that is cut off', zip({ 'a.csv': text }).subarray(0, 100), 'a.zip', 'file-malformed'],
  ];
  test.each(cases)('%s', async (_, file, fileName, code) => {
    const resource = await world.publish({});
    const before = await world.dataTables();
    const reply = await world.send(resource, file, { fileName });
    expect(reply.json().code).toBe(code);
    expect(reply.statusCode).toBeLessThan(500);
    expect(await world.dataTables()).toEqual(before);
  });
});

test('rejects of a UTF-16 file come back in UTF-16, masked on the screen alone', async () => {
  const items = sampleItems.map((item) =>
    item.code === 'name' ? { ...item, sensitivity: 'personal' as const } : item,
  );
  const resource = await world.publish({ items });
  const file = iconv.encode(text.replace('张三,1', '张三丰,3'), 'utf-16le', { addBOM: true });
  const { id } = (await world.send(resource, file)).json();
  const download = await world.as('steward', { url: `/api/v1/library/batches/${id}/rejects-file` });
  expect(iconv.decode(download.rawPayload, 'utf-16le')).toContain('张三丰,3');
  const shown = (await world.as('steward', { url: `/api/v1/library/batches/${id}/rejects` })).json();
  expect(shown.items[0].raw).toContain('张**');
  expect(JSON.stringify(shown)).not.toContain('张三丰');
});

describe('rejects come back as a file of the kind that was sent, and once mended join by append', () => {
  const header = ['编号', '公民身份号码', '姓名', '性别', '出生日期', '体重'];
  const rows = [
    ['a1', citizens.mother, '李梅', '2', '1992-03-07', '50'],
    ['a2', citizens.mother, '=1+1 <b>', '9x', '', '51'],
  ];
  const reason = ['3', '性别', '代码不在代码表 sex 中'];
  const codes = sampleItems.map(({ code }) => code);
  const asObjects = rows.map((row) => Object.fromEntries(codes.map((code, place) => [code, row[place] || null])));
  const download = async (id: string) => {
    const reply = await world.as('steward', { url: `/api/v1/library/batches/${id}/rejects-file` });
    return { type: String(reply.headers['content-type']), body: reply.rawPayload };
  };
  const joins = async (resource: Resource, mended: Buffer | string, fileName: string) =>
    expect((await world.send(resource, mended, { fileName, mode: 'append' })).json()).toMatchObject({
      state: 'serving',
      acceptedRows: 1,
      rejectedRows: 0,
    });

  test('XLSX', async () => {
    const resource = await world.publish({});
    const sheet = async (cells: string[][]) => buffer(writeWorkbook('x', Readable.from(cells)));
    const { id } = (await world.send(resource, await sheet([header, ...rows]), { fileName: 'a.xlsx' })).json();
    const { type, body } = await download(id);
    expect(type).toBe(workbookType);
    const [head, ...cells] = readWorkbook(body);
    expect(head).toEqual([...header, '行号', '信息项', '原因']);
    expect(cells).toEqual([[...rows[1]!, ...reason]]);
    await joins(resource, await sheet([head!, cells[0]!.with(3, '1')]), 'b.xlsx');
  });

  test.each([
    ['json', (rows: object[]) => JSON.stringify(rows), (text: string) => JSON.parse(text)],
    [
      'ndjson',
      (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
      (text: string) =>
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
    ],
  ] as const)('%s', async (extension, write, read) => {
    const resource = await world.publish({});
    const { id } = (await world.send(resource, write(asObjects), { fileName: `a.${extension}` })).json();
    const { type, body } = await download(id);
    expect(type).toContain('json');
    const found = read(body.toString());
    expect(found).toEqual([{ ...asObjects[1], 行号: '2', 信息项: reason[1], 原因: reason[2] }]);
    await joins(resource, write([{ ...found[0], sex: '1' }]), `b.${extension}`);
  });
});
