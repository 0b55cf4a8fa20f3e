import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { citizens } from '../../testing/harness.ts';
import { dropOldSnapshots } from './drop-old-snapshots.ts';
import { failDeadBatches } from './fail-dead-batches.ts';
import { ingest, serving, tableOf } from './index.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重';
const { mother, father, child, stranger } = citizens;
const good = [
  `a1,${mother},李梅,2,1992-03-07,52000`,
  `a2,${father},"张, ""三""",1,1990-01-01,`,
  `a3,${child},张小宝,2,2022/6/15,3200`,
];
const csv = (...lines: string[]) => [header, ...lines, ''].join('\n');
const numbers = (rows: Record<string, unknown>[] | null) => rows?.map(({ no }) => no);

async function* endless() {
  yield Buffer.from(csv());
  for (let i = 0; ; i += 1) yield Buffer.from(`n${i},${mother},李梅,2,,\n`.repeat(1000));
}

beforeAll(async () => {
  world = await sampleWorld({ LEGWORK_FILE_LIMIT: '3000000' });
});
afterAll(() => world.close());

describe('a file brought in', () => {
  test('serves its rows in the types of their items', async () => {
    const resource = await world.publish({});
    const reply = await world.send(resource, csv(...good));
    expect(reply.statusCode).toBe(201);
    expect(reply.json()).toMatchObject({
      state: 'serving',
      receivedRows: 3,
      acceptedRows: 3,
      rejectedRows: 0,
      version: 1,
      format: 'csv',
      encoding: 'utf-8',
      sha256: createHash('sha256')
        .update(csv(...good))
        .digest('hex'),
    });
    expect(await world.rows(resource)).toEqual([
      { no: 'a1', person_id: mother, name: '李梅', sex: '2', born: '1992-03-07', weight: 52000 },
      { no: 'a2', person_id: father, name: '张, "三"', sex: '1', born: '1990-01-01', weight: null },
      { no: 'a3', person_id: child, name: '张小宝', sex: '2', born: '2022-06-15', weight: 3200 },
    ]);
  });

  test('keeps its faulty rows with item and reason, and serves the good ones', async () => {
    const resource = await world.publish({});
    const lines = [...good, `a4,${mother.slice(0, 17)}0,赵四,1,2023-02-29,三`, `a1,${stranger},王五,1,,`, 'a6,,,,,'];
    const { id, acceptedRows, rejectedRows } = (await world.send(resource, csv(...lines))).json();
    expect([acceptedRows, rejectedRows]).toEqual([3, 3]);
    const report = (await world.as('steward', { url: `/api/v1/library/batches/${id}/rejects` })).json();
    expect(
      report.items.map(({ rowNumber, faults }: { rowNumber: number; faults: { item: string; reason: string }[] }) => [
        rowNumber,
        faults.map(({ item, reason }) => `${item} ${reason}`),
      ]),
    ).toEqual([
      [5, ['person_id citizenId', 'born noSuchDay', 'weight notAnInteger']],
      [6, [' duplicateKey']],
      [7, ['person_id required']],
    ]);
    expect(report.columns).toEqual(header.split(','));
    expect(report.items[0].raw).toEqual(['a4', `${mother.slice(0, 17)}0`, '赵四', '1', '2023-02-29', '三']);
    expect(report.items[0].faults[0].itemName).toBe('公民身份号码');
  });

  test('rejects come back in the encoding that was sent, are mended, and join by append', async () => {
    const resource = await world.publish({});
    const lines = [...good, `a4,${stranger},"=1+1,龘",3,1985-05-05,1`];
    const sent = iconv.encode(csv(...lines), 'gb18030');
    const { id, encoding } = (await world.send(resource, sent, { encoding: 'gb18030' })).json();
    expect(encoding).toBe('gb18030');
    const file = await world.as('steward', { url: `/api/v1/library/batches/${id}/rejects-file` });
    const text = iconv.decode(file.rawPayload, 'gb18030');
    expect(text).toBe(
      `${header},行号,信息项,原因\r\na4,${stranger},"=1+1,龘",3,1985-05-05,1,5,性别,代码不在代码表 sex 中\r\n`,
    );
    const mended = iconv.encode(text.replace(',3,1985', ',1,1985'), 'gb18030');
    const second = (await world.send(resource, mended, { mode: 'append', encoding: 'gb18030' })).json();
    expect(second).toMatchObject({ state: 'serving', acceptedRows: 1, rejectedRows: 0, version: 2 });
    expect((await world.rows(resource))?.at(-1)).toMatchObject({ no: 'a4', name: '=1+1,龘', sex: '1' });
    const more = Buffer.concat([mended, Buffer.from('\r\n')]);
    const again = (await world.send(resource, more, { mode: 'append', encoding: 'gb18030' })).json();
    expect(again).toMatchObject({ code: 'batch-too-faulty' });
    const held = await world.as('steward', { url: `/api/v1/library/batches/${again.details.batchId}/rejects` });
    expect(held.json().items[0].faults[0].reason).toBe('keyInLibrary');
    expect(numbers(await world.rows(resource))).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  test('the ledger says what came in, and names no person', async () => {
    const resource = await world.publish({});
    await world.send(resource, csv(...good));
    const { rows } = await world.platform.database.pool.query<{ body: string }>(
      "select body::text from ledger.entries where kind = 'ingest'",
    );
    const mine = rows.map(({ body }) => body).filter((body) => body.includes(resource.code!));
    expect(mine.length).toBe(1);
    expect(JSON.parse(mine[0]!)).toMatchObject({ snapshot: 1, detail: { accepted: 3, rejected: 0, mode: 'replace' } });
    expect(mine[0]).not.toContain(mother);
  });
});

describe('what leaves the data in service as it was', () => {
  const refusals: [string, Buffer | string, object, string, Record<string, unknown>][] = [
    [
      'UTF-8 sent as GB18030',
      csv(...good, '李,李,李,李,李,李'),
      { encoding: 'gb18030' },
      'file-encoding-wrong',
      { line: 1 },
    ],
    [
      'GB18030 sent as UTF-8',
      iconv.encode(csv(...good), 'gb18030'),
      { encoding: 'utf-8' },
      'file-encoding-wrong',
      { line: 1 },
    ],
    [
      'a byte that no encoding has, named by its line',
      Buffer.concat([Buffer.from(csv(...good)), Buffer.from([0x41, 0xff, 0xff, 0x0a])]),
      { encoding: 'utf-8' },
      'file-encoding-wrong',
      { line: 5 },
    ],
    ['an unclosed quote', csv(good[0]!, `a2,"${father},李,1,,`, good[2]!), {}, 'file-malformed', { line: 3 }],
    ['text after a closing quote', csv(good[0]!, `a2,${father},"李"梅,1,,`), {}, 'file-malformed', { line: 3 }],
    ['a NUL byte', csv(good[0]!, `a2,${father},李\0梅,1,,`), {}, 'file-malformed', { line: 3 }],
    [
      'a header without an item',
      csv(...good).replace('姓名', '名姓'),
      {},
      'file-header-unmatched',
      { items: ['姓名'] },
    ],
    ['an item in two columns', csv(...good).replace('体重', '体重,no'), {}, 'file-malformed', { line: 1 }],
    ['an empty file', '', {}, 'file-empty', {}],
    ['a header alone', csv(), {}, 'file-empty', {}],
    [
      'a file of another kind',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      { fileName: 'old.xls' },
      'file-format-unknown',
      {},
    ],
    ['a broken workbook', Buffer.from('504b030400000000', 'hex'), { fileName: 'x.xlsx' }, 'file-malformed', {}],
    ['JSON that is not', '[{"no": "a1"', { fileName: 'x.json' }, 'file-malformed', {}],
    ['a lone surrogate', '{"no": "\\ud800"}', { fileName: 'x.ndjson' }, 'file-malformed', { line: 1 }],
    [
      'too many faulty rows',
      csv(good[0]!, 'x,,,,,', 'y,,,,,'),
      {},
      'batch-too-faulty',
      { share: '66.67%', limit: '50%' },
    ],
    ['a file over the limit', csv(...good, 'x'.repeat(3_000_000)), {}, 'body-too-large', { limit: 3_000_000 }],
  ];
  test.each(refusals)('%s', async (_, file, options, code, details) => {
    const resource = await world.publish({});
    await world.send(resource, csv(...good));
    const before = await world.dataTables();
    const reply = await world.send(resource, file, options);
    expect(reply.json()).toMatchObject({ code, details });
    expect(reply.statusCode).toBeLessThan(500);
    expect(numbers(await world.rows(resource))).toEqual(['a1', 'a2', 'a3']);
    expect(await world.dataTables()).toEqual(before);
  });

  test('a file over the limit that did not say its size', async () => {
    const resource = await world.publish({});
    const before = await world.dataTables();
    const work = ingest(world.platform, {
      resource,
      mode: 'replace',
      fileName: 'file.csv',
      encoding: null,
      source: Readable.from(endless()),
      accountId: null,
      idempotencyKey: null,
    });
    await expect(work).rejects.toMatchObject({ code: 'body-too-large' });
    expect(await world.dataTables()).toEqual(before);
  });

  test('a sender that goes away midway', async () => {
    const resource = await world.publish({});
    await world.send(resource, csv(...good));
    const before = await world.dataTables();
    const source = new PassThrough();
    source.write(csv(...good));
    source.write('b1,'.repeat(50_000));
    setTimeout(() => source.destroy(new Error('gone')), 100);
    const work = ingest(world.platform, {
      resource,
      mode: 'replace',
      fileName: 'file.csv',
      encoding: 'utf-8',
      source,
      accountId: null,
      idempotencyKey: 'gone',
    });
    await expect(work).rejects.toMatchObject({ code: 'batch-interrupted' });
    expect(await world.dataTables()).toEqual(before);
    expect(numbers(await world.rows(resource))).toEqual(['a1', 'a2', 'a3']);
    const list = (await world.as('steward', { url: `/api/v1/library/${resource.id}/batches` })).json();
    expect(list.items.map(({ state }: { state: string }) => state)).toEqual(['failed', 'serving']);
    const retried = await world.send(resource, csv(good[0]!), { headers: { 'idempotency-key': 'gone' } });
    expect(retried.json().state).toBe('serving');
  });

  test('a process that dies midway: its batch is failed and its table dropped by the next', async () => {
    const resource = await world.publish({});
    await world.send(resource, csv(...good));
    const { pool } = world.platform.database;
    const [, , tail] = [0, 0, resource.id.replaceAll('-', '').slice(-12)];
    await pool.query(`create table library_data.r_${tail}_2 (no text)`);
    await pool.query(
      `insert into library.batches (id, resource_id, mode, file_name, state, table_name)
       values (gen_random_uuid(), $1, 'replace', 'dead.csv', 'running', $2)`,
      [resource.id, `r_${tail}_2`],
    );
    await failDeadBatches(world.platform, pool);
    expect((await world.dataTables()).filter((name) => name.includes(tail!))).toEqual([`r_${tail}_1`]);
    const list = (await world.as('steward', { url: `/api/v1/library/${resource.id}/batches` })).json();
    expect(list.items.map(({ state }: { state: string }) => state).sort()).toEqual(['failed', 'serving']);
  });
});

describe('batches among each other', () => {
  test('two at once on one resource go one after the other, in the order in which they came', async () => {
    const resource = await world.publish({});
    const source = new PassThrough();
    source.write(csv(good[0]!));
    const input = {
      resource,
      mode: 'replace',
      fileName: 'a.csv',
      encoding: null,
      accountId: null,
      idempotencyKey: null,
    } as const;
    const first = ingest(world.platform, { ...input, source });
    await expect
      .poll(
        async () => (await world.as('steward', { url: `/api/v1/library/${resource.id}/batches` })).json().items.length,
      )
      .toBe(1);
    const second = world.send(resource, csv(good[1]!), { mode: 'append' });
    source.end();
    expect(await first).toMatchObject({ state: 'serving', version: 1 });
    expect((await second).json()).toMatchObject({ state: 'serving', version: 2 });
    expect(numbers(await world.rows(resource))).toEqual(['a1', 'a2']);
  });

  test('the same bytes sent again at once are the same batch', async () => {
    const resource = await world.publish({});
    const first = (await world.send(resource, csv(...good))).json();
    expect((await world.send(resource, csv(...good))).json()).toEqual(first);
    const rows = csv(`b1,${stranger},王五,1,,`);
    const added = (await world.send(resource, rows, { mode: 'append' })).json();
    expect((await world.send(resource, rows, { mode: 'append' })).json()).toEqual(added);
    expect((await serving(world.platform.db, resource.id))?.version).toBe(2);
    const list = (await world.as('steward', { url: `/api/v1/library/${resource.id}/batches` })).json();
    expect(list.items.length).toBe(2);
  });

  test('the same Idempotency-Key answers the same batch, a refused one too', async () => {
    const resource = await world.publish({});
    const headers = { 'idempotency-key': 'k1' };
    const first = (await world.send(resource, csv(...good), { headers })).json();
    const second = (await world.send(resource, csv(...good), { headers })).json();
    expect(second).toEqual(first);
    const bad = { 'idempotency-key': 'k2' };
    const refused = (await world.send(resource, csv('x,,,,,'), { headers: bad })).json();
    const refusedAgain = (await world.send(resource, csv('x,,,,,'), { headers: bad })).json();
    expect(refusedAgain.details).toEqual(refused.details);
    expect((await serving(world.platform.db, resource.id))?.version).toBe(1);
  });

  test('who reads while a replacement runs sees one snapshot or the other, never a mixture or an error', async () => {
    const resource = await world.publish({});
    const many = (mark: string) => csv(...Array.from({ length: 3000 }, (_, i) => `${mark}${i},${mother},李梅,2,,`));
    await world.send(resource, many('a'));
    let reading = true;
    const seen = new Set<string>();
    const reader = (async () => {
      while (reading) {
        const now = await serving(world.platform.db, resource.id);
        const { rows } = await world.platform.database.pool.query<{ mark: string; count: number }>(
          `select left(no, 1) as mark, count(*) as count from ${tableOf(now!.tableName)} group by 1`,
        );
        seen.add(rows.map(({ mark, count }) => `${mark}${count}`).join());
      }
    })();
    for (const mark of ['b', 'c', 'd']) await world.send(resource, many(mark));
    reading = false;
    await reader;
    expect([...seen].every((state) => /^[abcd]3000$/.test(state))).toBe(true);
    expect(seen.size).toBeGreaterThan(1);
  });

  test('old tables are dropped but the newest three, and not while one is read', async () => {
    const resource = await world.publish({});
    const tail = resource.id.replaceAll('-', '').slice(-12);
    const mine = async () => (await world.dataTables()).filter((name) => name.includes(tail));
    world.setNow('2026-01-01T00:00:00Z');
    for (let i = 0; i < 5; i += 1) await world.send(resource, csv(...good, `x${i},${stranger},王五,1,,`));
    world.setNow('2026-01-01T01:00:00Z');
    const reader = await world.platform.database.pool.connect();
    await reader.query('begin');
    await reader.query(`select from library_data.r_${tail}_1`);
    await dropOldSnapshots(world.platform);
    expect(await mine()).toEqual([1, 3, 4, 5].map((n) => `r_${tail}_${n}`));
    await reader.query('commit');
    reader.release();
    await dropOldSnapshots(world.platform);
    expect(await mine()).toEqual([3, 4, 5].map((n) => `r_${tail}_${n}`));
    world.setNow(null);
  });

  test('only the provider sends files and reads rejects; the operator sees batches; others nothing', async () => {
    const resource = await world.publish({});
    const { id } = (await world.send(resource, csv(...good, 'x,,,,,'))).json();
    expect((await world.send(resource, csv(...good), { who: 'consumerSteward' })).statusCode).toBe(404);
    const status = async (who: 'steward' | 'consumerSteward' | 'operator', url: string) =>
      (await world.as(who, { url })).statusCode;
    const batch = `/api/v1/library/batches/${id}`;
    expect(await status('steward', `${batch}/rejects-file`)).toBe(200);
    expect(await status('operator', batch)).toBe(200);
    expect(await status('operator', `${batch}/rejects`)).toBe(403);
    expect(await status('consumerSteward', batch)).toBe(404);
    expect(await status('consumerSteward', `${batch}/rejects`)).toBe(404);
  });

  test('what is not published cannot be ingested: register first, use after', async () => {
    const resource = { ...(await world.publish({})), state: 'draft' as const };
    const work = ingest(world.platform, {
      resource,
      mode: 'replace',
      fileName: 'a.csv',
      encoding: null,
      source: Readable.from([Buffer.from(csv(...good))]),
      accountId: null,
      idempotencyKey: null,
    });
    await expect(work).rejects.toMatchObject({ code: 'resource-state' });
  });
});
