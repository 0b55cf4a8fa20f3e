import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generateDemoFiles } from '../demo/generate.ts';
import { demoPackFolder } from '../packs/load-packs.ts';
import { StartupError } from '../platform/startup-error.ts';

/** `demo generate`: writes the files of a synthetic world of any size, as agencies would send them. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      residents: { type: 'string' },
      companies: { type: 'string' },
      seed: { type: 'string' },
      out: { type: 'string' },
    },
  });
  if (positionals[0] !== 'generate') {
    throw new StartupError({
      zh: '用法：legwork demo generate [--residents 人数] [--companies 家数] [--out 目录]',
      en: 'Usage: legwork demo generate [--residents N] [--companies N] [--out DIR]',
    });
  }
  const outDir = resolve(values.out ?? join('data', 'demo-files'));
  await generateDemoFiles({
    packDir: demoPackFolder,
    outDir,
    ...(values.residents !== undefined && { residents: count('residents', values.residents) }),
    ...(values.companies !== undefined && { companies: count('companies', values.companies) }),
    ...(values.seed !== undefined && { seed: count('seed', values.seed) }),
    onProgress: (rows) => console.log(`· ${rows.toLocaleString('en')} rows`),
  });
  console.log(outDir);
  return 0;
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new StartupError({ zh: `--${name} 应为非负整数。`, en: `--${name} should be a whole number.` });
  return value;
}
