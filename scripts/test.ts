/**
 * The whole truth about a checkout, in the order in which a fault is cheapest to find: types, lint and layering, the
 * description of the API, tests on a real PostgreSQL, then the main job and the browser journeys against a real server.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const scratch = mkdtempSync(join(tmpdir(), 'legwork-npm-test-'));
const report = join(scratch, 'vitest.json');

const steps: { name: string; command: [string, ...string[]] }[] = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint and format', command: [bin('biome'), 'check', '.'] },
  {
    name: 'layering',
    command: [
      bin('depcruise'),
      '--config',
      '.dependency-cruiser.js',
      ...['contracts', 'server', 'web', 'bench', 'e2e'].filter((folder) => existsSync(join(root, folder))),
    ],
  },
  {
    name: 'unit, property and route tests',
    command: [
      bin('vitest'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
  },
  { name: 'the main job, end to end', command: [process.execPath, 'e2e/story.ts'] },
];

const failed: string[] = [];
for (const { name, command } of steps) {
  const [program, ...args] = command;
  console.log(`\n── ${name}`);
  const started = Date.now();
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  console.log(`── ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`);
  if (status !== 0) failed.push(name);
}

const counts = existsSync(report)
  ? (JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number })
  : { numPassedTests: 0, numFailedTests: 0 };
rmSync(scratch, { recursive: true, force: true });
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
console.log(`\n${counts.numPassedTests} passed, ${counts.numFailedTests} failed`);
process.exitCode = failed.length === 0 && counts.numPassedTests > 0 ? 0 : 1;
