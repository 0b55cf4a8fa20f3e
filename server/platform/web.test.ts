import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { serveWeb } from './web.ts';

it('a built file goes out compressed to who can read it so, and as it is to who cannot', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'legwork-web-'));
  const script = 'export const a = 1;\n'.repeat(200);
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'assets/a-1.js'), script);
  await writeFile(join(folder, 'assets/a-1.js.br'), brotliCompressSync(script));
  const server = fastify();
  await serveWeb(server, { demo: false, folder });
  const get = (encoding: string) => server.inject({ url: '/assets/a-1.js', headers: { 'accept-encoding': encoding } });
  const small = await get('gzip, br');
  expect(small.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': expect.stringMatching(/javascript/),
  });
  expect(small.headers['cache-control']).toContain('immutable');
  expect(brotliDecompressSync(small.rawPayload).toString()).toBe(script);
  const plain = await get('identity');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body).toBe(script);
  await server.close();
  await rm(folder, { recursive: true });
});

it('the page of a demonstration says so, and no other does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'legwork-web-'));
  const page = '<!doctype html><html lang="zh-CN"></html>';
  await writeFile(join(folder, 'index.html'), page);
  const [demo, other] = [fastify(), fastify()];
  expect(await serveWeb(demo, { demo: true, folder })).toBe('<!doctype html><html data-demo lang="zh-CN"></html>');
  expect(await serveWeb(other, { demo: false, folder })).toBe(page);
  await Promise.all([demo.close(), other.close()]);
  await rm(folder, { recursive: true });
});
