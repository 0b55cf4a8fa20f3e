import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResourceDetail } from '../../../contracts/catalogue.ts';
import { readPack } from '../../packs/read-pack.ts';
import { cellName, readWorkbook, writeWorkbook } from '../../platform/workbook.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import { catalogueDomain, loadPackClasses, loadPackCodeLists, loadPackElements } from './index.ts';
import { sheetTitles } from './sheet-columns.ts';

let world: TestWorld;
const xlsx = (rows: string[][]) => buffer(writeWorkbook('表', Readable.from(rows)));
const send = (payload: Buffer | string, type = 'application/octet-stream') =>
  world.as('steward', {
    method: 'POST',
    url: '/api/v1/catalogue/imports',
    body: payload,
    headers: { 'content-type': type },
  });
const mine = async () =>
  (await world.as('steward', { url: '/api/v1/catalogue/resources?limit=200' })).json().items as ResourceDetail[];
const row = (cells: Record<string, string>) => sheetTitles.map((title) => cells[title] ?? '');
const entry = row({
  信息资源分类: '203003',
  信息资源名称: '低保对象信息',
  信息资源摘要: '享受最低生活保障的人员',
  信息资源格式: '数据库',
  共享类型: '有条件',
  共享条件: '仅限政务服务事项',
  共享方式: '共享平台',
  更新周期: '每月',
  主体类型: '自然人',
  数据起始日期: '2020/1/2',
  信息项名称: '公民身份号码',
  信息项代码: 'citizen_id',
  数据类型: '字符型C',
  是否必填: '是',
  是否主键: '是',
  是否主体: '是',
  校验: '公民身份号码',
  敏感级别: '敏感个人信息',
});
const second = row({ 信息项名称: '姓名', 信息项代码: 'person_name', 数据类型: '字符型', 数据长度: '50' });

beforeAll(async () => {
  world = await testWorld([catalogueDomain]);
  const core = await readPack('packs/core');
  await loadPackClasses(world.platform, world.platform.db, core.classification!);
  await loadPackCodeLists(world.platform, world.platform.db, core.codeLists);
  await loadPackElements(world.platform.db, core.elements);
});
afterAll(() => world.close());

describe('the guide’s spreadsheet', () => {
  test('comes in as drafts that can be submitted, and the same file again edits them', async () => {
    const file = await xlsx([sheetTitles, entry, second]);
    const first = await send(file);
    expect([first.statusCode, first.json()]).toEqual([200, { created: 1, edited: 0, changesBegun: 0 }]);
    expect((await send(file)).json()).toEqual({ created: 0, edited: 1, changesBegun: 0 });
    const { id } = (await mine()).find(({ name }) => name === '低保对象信息')!;
    const detail = (await world.as('steward', { url: `/api/v1/catalogue/resources/${id}` })).json();
    expect(detail).toMatchObject({ timeFrom: '2020-01-02', subjectItem: 'citizen_id', keyItems: ['citizen_id'] });
    expect(
      (await world.as('steward', { method: 'POST', url: `/api/v1/catalogue/resources/${id}/submission` })).statusCode,
    ).toBe(200);
    const under = await send(file);
    expect([under.statusCode, under.json().faults[0].field]).toEqual([422, 'B2']);
    await world.as('operator', {
      method: 'POST',
      url: `/api/v1/catalogue/resources/${id}/review`,
      body: { decision: 'publish' },
    });
    expect((await send(file)).json()).toEqual({ created: 0, edited: 0, changesBegun: 1 });
  });

  test('a fault is told by its cell, and a wrong file changes nothing', async () => {
    const before = (await mine()).length;
    const good = [...entry];
    good[sheetTitles.indexOf('信息资源名称')] = '另一条';
    const bad = row({
      信息资源名称: '坏的',
      共享类型: '随便',
      是否向社会开放: '也许',
      信息项名称: '姓名',
      数据类型: '文字',
      数据长度: '很长',
    });
    const refused = await send(await xlsx([sheetTitles, good, bad, row({ 信息项代码: 'x' })]));
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'import-refused']);
    const column = (title: string, at: number) => cellName(sheetTitles.indexOf(title), at);
    expect(
      refused
        .json()
        .faults.map(({ field }: { field: string }) => field)
        .sort(),
    ).toEqual(
      [
        column('共享类型', 2),
        column('是否向社会开放', 2),
        column('数据类型', 2),
        column('数据长度', 2),
        column('信息项名称', 3),
      ].sort(),
    );
    expect((await mine()).length).toBe(before);
    const number = [...good];
    number[sheetTitles.indexOf('信息资源摘要')] = '如 11010519491231002X';
    expect((await send(await xlsx([sheetTitles, number]))).json().faults[0].fault).toBe('personNumber');
    expect(
      (await send(await xlsx([['不认识的栏'], ['x']]))).json().faults.map(({ field }: { field: string }) => field),
    ).toContain('A1');
  });

  test('goes out and comes in again the same, as XLSX, CSV and JSON', async () => {
    for (const as of ['xlsx', 'csv', 'json'] as const) {
      const out = await world.as('steward', {
        url: `/api/v1/catalogue/export?as=${as}&q=${encodeURIComponent('低保')}`,
      });
      expect(out.statusCode).toBe(200);
      const again = await send(out.rawPayload);
      expect(again.statusCode, again.body).toBe(200);
    }
    const change = (await mine()).find(({ changeOf }) => changeOf !== null)!;
    const detail = (await world.as('steward', { url: `/api/v1/catalogue/resources/${change.id}` })).json();
    expect(detail.differences).toEqual([]);
  });

  test('a sheet is read as it was written', async () => {
    const cell = fc.string({ maxLength: 20, unit: 'grapheme' }).map((text) => text.replace(/\r/g, ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          const trimmed = (each: string[][]) =>
            each.map((line) => line.slice(0, line.findLastIndex((text) => text !== '') + 1));
          expect(trimmed(readWorkbook(await xlsx(rows))).slice(0, rows.length)).toEqual(trimmed(rows));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('files that are no spreadsheet', () => {
  const bomb = Buffer.from(zipSync({ 'xl/worksheets/sheet1.xml': strToU8('<'.repeat(70 * 2 ** 20)) }, { level: 9 }));
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a bare zip mark', Buffer.from('PK\u0003\u0004')],
    ['a zip that unpacks to more than it may', bomb],
    ['a zip without a sheet', Buffer.from(zipSync({ 'a.txt': strToU8('x') }))],
    [
      'entities',
      Buffer.from(zipSync({ 'xl/worksheets/sheet1.xml': strToU8('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') })),
    ],
    [
      'a row far away',
      Buffer.from(
        zipSync({ 'xl/worksheets/sheet1.xml': strToU8('<a><row r="99999999"><c r="A1"><v>1</v></c></row></a>') }),
      ),
    ],
    ['half a quote', Buffer.from('"信息资源名称')],
    ['JSON that is none', Buffer.from('[{')],
    ['JSON of another kind', Buffer.from('[{"name":1,"x":2}]')],
  ])('%s is a clear 4xx', async (_name, file) => {
    const reply = await send(file);
    expect(reply.statusCode).toBeGreaterThanOrEqual(400);
    expect(reply.statusCode).toBeLessThan(500);
  });

  test('whatever bytes come, nothing breaks and nothing is written', async () => {
    const before = (await mine()).length;
    const good = await xlsx([sheetTitles, entry, second]);
    const broken = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const file = Buffer.from(good);
        for (const [at, value] of changes) file[at] = value;
        return file;
      });
    const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(fc.oneof(broken, bytes), async (file) => {
        const reply = await send(file);
        expect(reply.statusCode).toBeLessThan(500);
      }),
      { numRuns: 80 },
    );
    expect((await mine()).length).toBeLessThanOrEqual(before + 1);
  });
});
