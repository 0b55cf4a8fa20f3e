import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { domains } from './app.ts';
import { testWorld } from './testing/harness.ts';

it('describes itself in OpenAPI 3.1 without a fault that redocly finds', async () => {
  const world = await testWorld(domains);
  const folder = await mkdtemp(join(tmpdir(), 'legwork-openapi-'));
  try {
    const document = (await world.as('anonymous', { url: '/openapi.json' })).json() as {
      openapi: string;
      paths: object;
    };
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(document.paths).length).toBeGreaterThan(20);
    const file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    const lint = await promisify(execFile)(process.execPath, [
      join(import.meta.dirname, '../node_modules/@redocly/cli/bin/cli.js'),
      'lint',
      file,
      '--config',
      join(import.meta.dirname, '../redocly.yaml'),
      '--format=stylish',
    ]).catch((error: { stdout: string; stderr: string }) => error);
    expect(`${lint.stdout}${lint.stderr}`).toMatch(/Your API description is valid/);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await world.close();
  }
}, 60_000);
