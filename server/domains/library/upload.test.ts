import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actors, citizens } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { serving } from './index.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';

// Over a real socket, because what matters here is how a connection ends.
let world: SampleWorld;
let resource: Resource;
let port: number;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重\n';

beforeAll(async () => {
  world = await sampleWorld({ LEGWORK_FILE_LIMIT: '50000000' });
  resource = await world.publish({});
  await world.http.server.listen({ port: 0, host: '127.0.0.1' });
  port = (world.http.server.server.address() as AddressInfo).port;
});
afterAll(() => world.close());

function open(headers: Record<string, string>) {
  const upload = request({
    port,
    method: 'POST',
    path: `/api/v1/library/${resource.id}/batches?fileName=a.csv&encoding=utf-8`,
    headers: {
      'content-type': 'text/csv',
      'x-test-actor': Buffer.from(JSON.stringify(actors.steward)).toString('base64'),
      ...headers,
    },
  });
  const reply = new Promise<{ status: number; code: string }>((resolve, reject) => {
    upload.on('error', reject);
    upload.on('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode!, code: JSON.parse(text).code });
    });
  });
  return { upload, reply };
}
const states = async () => {
  const list = await world.as('steward', { url: `/api/v1/library/${resource.id}/batches` });
  return list.json().items.map(({ state }: { state: string }) => state);
};

test('a file refused at its first line is answered while the sender is still sending', async () => {
  const { upload, reply } = open({});
  upload.write(`${header}a,${citizens.mother},李"\n"b"x,\n`);
  const more = 'z'.repeat(65_000);
  const sending = setInterval(() => upload.write(`${more}\n`), 1);
  await expect(reply).resolves.toEqual({ status: 422, code: 'file-malformed' });
  clearInterval(sending);
  upload.end();
});

test('a file that says it is over the limit is refused before it is sent', async () => {
  const { upload, reply } = open({ 'content-length': '3000000000' });
  upload.flushHeaders();
  await expect(reply).resolves.toEqual({ status: 413, code: 'body-too-large' });
  upload.destroy();
});

test('a body that is no file is refused', async () => {
  const url = `/api/v1/library/${resource.id}/batches`;
  expect((await world.as('steward', { method: 'POST', url, body: { rows: [] } })).statusCode).toBe(415);
  expect((await world.as('steward', { method: 'POST', url })).statusCode).toBe(415);
});

test('a connection cut midway leaves no trace in the data', async () => {
  const { upload, reply } = open({});
  upload.write(header + `a,${citizens.mother},李梅,2,,\n`.repeat(20_000));
  await expect.poll(states).toContain('running');
  upload.destroy();
  await expect(reply).rejects.toThrow();
  await expect.poll(states).not.toContain('running');
  expect(await states()).toContain('failed');
  expect(await serving(world.platform.db, resource.id)).toBeNull();
  await expect.poll(() => world.dataTables()).toEqual([]);
});
