import { execFileSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { citizens } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { spoolFolder } from './read-file.ts';
import { dropOldUploads } from './receive-upload.ts';
import { type SampleWorld, sampleItems, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
let resource: Resource;
const { mother, father } = citizens;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重';
const file = Buffer.from(
  [header, ...Array.from({ length: 200 }, (_, i) => `a${i},${mother},李梅,2,1992/3/7,${i}`), ''].join('\n'),
);
type Who = 'steward' | 'consumerSteward';
const begin = async (size = file.length, mode = 'replace') =>
  (
    await world.as('steward', {
      method: 'POST',
      url: `/api/v1/library/${resource.id}/uploads`,
      body: { fileName: 'rows.csv', size, mode },
    })
  ).json();
const piece = (id: string, from: number, to: number, who: Who = 'steward') =>
  world.as(who, {
    method: 'PUT',
    url: `/api/v1/library/uploads/${id}/pieces/${from}`,
    headers: { 'content-type': 'application/octet-stream' },
    body: file.subarray(from, to),
  });
const upload = (id: string, who: Who = 'steward') => world.as(who, { url: `/api/v1/library/uploads/${id}` });
const complete = (id: string) =>
  world.as('steward', { method: 'POST', url: `/api/v1/library/uploads/${id}/completion` });
const ended = async (id: string) => {
  await expect.poll(async () => (await upload(id)).json().state, { timeout: 20_000 }).toBe('ended');
  return (await upload(id)).json();
};

beforeAll(async () => {
  world = await sampleWorld();
  resource = await world.publish({});
});
afterAll(() => world.close());

describe('a file sent piece by piece', () => {
  test('is gone on with after a break, takes a piece twice without harm, and becomes one batch', async () => {
    const { id, received } = await begin();
    expect(received).toBe(0);
    expect((await piece(id, 0, 1000)).json().received).toBe(1000);
    // The answer was lost: the same piece again, longer this time.
    expect((await piece(id, 0, 1500)).json().received).toBe(1500);
    expect((await piece(id, 0, 1000)).json().received).toBe(1500);
    const gap = await piece(id, 3000, 4000);
    expect([gap.statusCode, gap.json().code, gap.json().details.received]).toEqual([409, 'upload-offset', 1500]);
    expect((await complete(id)).json().code).toBe('upload-incomplete');
    const open = (await world.as('steward', { url: `/api/v1/library/${resource.id}/uploads` })).json();
    expect(open.items.map((each: { id: string }) => each.id)).toEqual([id]);
    await piece(id, 1500, file.length);
    const replies = await Promise.all([complete(id), complete(id)]);
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
    const { batchId, fault } = await ended(id);
    expect(fault).toBeNull();
    expect((await world.as('steward', { url: `/api/v1/library/batches/${batchId}` })).json()).toMatchObject({
      state: 'serving',
      acceptedRows: 200,
      version: 1,
    });
    await expect.poll(() => readdir(spoolFolder(world.platform))).toEqual([]);
    expect((await piece(id, 0, 10)).json().code).toBe('upload-closed');
  });

  test('that is refused says why, with its batch', async () => {
    const { id } = await begin(header.length);
    await world.as('steward', {
      method: 'PUT',
      url: `/api/v1/library/uploads/${id}/pieces/0`,
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from('x'.repeat(header.length)),
    });
    await complete(id);
    expect(await ended(id)).toMatchObject({ fault: { code: 'file-header-unmatched' }, batchId: expect.any(String) });
  });

  test('cannot be longer than was said, nor a piece longer than eight MiB', async () => {
    const { id } = await begin(1000);
    expect((await piece(id, 0, 1001)).json().code).toBe('body-too-large');
    const reply = await world.as('steward', {
      method: 'PUT',
      url: `/api/v1/library/uploads/${id}/pieces/0`,
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(8 * 2 ** 20 + 1),
    });
    expect([reply.statusCode, reply.json().code]).toEqual([413, 'body-too-large']);
    expect((await upload(id)).json().received).toBe(0);
  });

  test('is nobody else’s to see, go on with, end or give up', async () => {
    const { id } = await begin();
    const url = `/api/v1/library/uploads/${id}`;
    for (const reply of [
      await upload(id, 'consumerSteward'),
      await piece(id, 0, 10, 'consumerSteward'),
      await world.as('consumerSteward', { method: 'POST', url: `${url}/completion` }),
      await world.as('consumerSteward', { method: 'DELETE', url }),
    ]) {
      expect(reply.statusCode).toBe(404);
    }
    expect((await world.as('steward', { method: 'DELETE', url })).statusCode).toBe(204);
    expect((await upload(id)).statusCode).toBe(404);
  });

  test('that nobody goes on with is deleted after three days', async () => {
    world.setNow('2026-01-01T00:00:00Z');
    const { id } = await begin();
    await piece(id, 0, 1000);
    world.setNow('2026-01-05T00:00:00Z');
    await dropOldUploads(world.platform);
    expect((await upload(id)).statusCode).toBe(404);
    expect(await readdir(spoolFolder(world.platform))).not.toContain(`${id}.part`);
    world.setNow(null);
  });
});

test('a disk that is full is said plainly, and nothing counts as received', async (context) => {
  const folder = spoolFolder(world.platform);
  await mkdir(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    context.skip('a small file system can be mounted by root alone');
  }
  try {
    const size = 2 ** 20;
    const { id } = await begin(size);
    const reply = await world.as('steward', {
      method: 'PUT',
      url: `/api/v1/library/uploads/${id}/pieces/0`,
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(size, 'x'),
    });
    expect([reply.statusCode, reply.json().code]).toEqual([507, 'storage-full']);
    expect((await upload(id)).json().received).toBe(0);
    const zipped = await world.send(resource, Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(size)]), {
      fileName: 'a.xlsx',
    });
    expect([zipped.statusCode, zipped.json().code]).toEqual([507, 'storage-full']);
    expect((await readdir(folder)).filter((name) => name.endsWith('.xlsx'))).toEqual([]);
  } finally {
    execFileSync('umount', [folder]);
  }
});

describe('a preview', () => {
  const preview = (bytes: Buffer, query: Record<string, string>, of = resource, who: Who = 'steward') =>
    world.as(who, {
      method: 'POST',
      url: `/api/v1/library/${of.id}/previews?${new URLSearchParams({ fileName: 'rows.csv', ...query })}`,
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });

  test('tells encoding, separator, columns, the first fifty rows with their faults, and what is written otherwise', async () => {
    const text = file.toString().replaceAll(',', ';').replace('a1;', 'a1;x');
    const found = (await preview(iconv.encode(text, 'gb18030').subarray(0, 5000), {})).json();
    expect(found).toMatchObject({ format: 'csv', encoding: 'gb18030', separator: ';', missing: [] });
    expect(found.columns.map(({ item }: { item: string }) => item)).toEqual(sampleItems.map(({ code }) => code));
    expect(found.rows).toHaveLength(50);
    expect(found.rows[1].faults[0].item).toBe('person_id');
    expect(found.changes[0]).toEqual({ line: 2, item: 'born', from: '1992/3/7', to: '1992-03-07' });
  });

  test('names items without a column; matched by hand, the file is taken so, and the next one too', async () => {
    const mine = await world.publish({});
    const text = [header.replace('体重', '净重克'), `a1,${mother},李梅,2,,5`, `a2,${father},张三,1,,6`, ''].join('\n');
    expect((await preview(Buffer.from(text), { whole: 'true' }, mine)).json().missing).toEqual(['weight']);
    expect((await world.send(mine, text)).json().code).toBe('file-header-unmatched');
    const url = `/api/v1/library/${mine.id}/columns`;
    const wrong = await world.as('steward', { method: 'PUT', url, body: { columns: { 净重克: 'height' } } });
    expect(wrong.statusCode).toBe(400);
    await world.as('steward', { method: 'PUT', url, body: { columns: { 净重克: 'weight' } } });
    expect((await preview(Buffer.from(text), { whole: 'true' }, mine)).json().missing).toEqual([]);
    expect((await world.send(mine, text)).json().state).toBe('serving');
    expect((await world.rows(mine))!.map(({ weight }) => weight)).toEqual([5, 6]);
  });

  test('masks personal values, keeps nothing, and is the provider’s alone', async () => {
    const items = sampleItems.map((item) =>
      item.code === 'person_id' ? { ...item, sensitivity: 'personal' as const } : item,
    );
    const mine = await world.publish({ items });
    const before = await world.dataTables();
    const reply = await preview(file, { whole: 'true' }, mine);
    expect(reply.body).not.toContain(mother);
    expect(await world.dataTables()).toEqual(before);
    expect((await preview(file, {}, mine, 'consumerSteward')).statusCode).toBe(404);
    const broken = await preview(Buffer.from('504b0304', 'hex'), { fileName: 'x.xlsx' }, mine);
    expect(broken.json().code).toBe('file-malformed');
  });
});
