import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { boot } from '../boot.ts';
import { generateDemoFiles } from '../demo/generate.ts';
import { loadDemoData } from '../packs/load-demo-data.ts';
import { demoPackFolder, loadPacks } from '../packs/load-packs.ts';
import { readPack } from '../packs/read-pack.ts';
import { readConfig } from '../platform/config.ts';
import { StartupError } from '../platform/startup-error.ts';

/**
 * `demo generate`: a synthetic world of any size, brought into this node in place of the one that serves; with --out its
 * files are only written there, as agencies would send them.
 */
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
      zh: '用法：legwork demo generate [--residents 人数] [--companies 家数] [--seed 种子] [--out 目录]',
      en: 'Usage: legwork demo generate [--residents N] [--companies N] [--seed N] [--out DIR]',
    });
  }
  const residents = values.residents === undefined ? undefined : count('residents', values.residents);
  const companies = values.companies === undefined ? undefined : count('companies', values.companies);
  const size = {
    ...(residents !== undefined && { residents }),
    // One company to ten residents, as in the pack's own size.
    ...(companies !== undefined ? { companies } : residents !== undefined && { companies: Math.ceil(residents / 10) }),
    ...(values.seed !== undefined && { seed: count('seed', values.seed) }),
  };
  if (values.out !== undefined) {
    const outDir = resolve(values.out);
    await generateDemoFiles({
      packDir: demoPackFolder,
      outDir,
      ...size,
      onProgress: (rows) => say(`${rows.toLocaleString('en')} rows`),
    });
    console.log(outDir);
    return 0;
  }
  const config = readConfig();
  if (!config.demo) {
    throw new StartupError({
      zh: '合成数据只进演示节点 (LEGWORK_DEMO=1)；用 --out 可以只写文件。',
      en: 'Synthetic data goes into a demo node only (LEGWORK_DEMO=1); --out writes the files alone.',
    });
  }
  const booted = await boot(config, say, { besideNode: true });
  try {
    await loadPacks(booted.platform, say);
    await loadDemoData(booted.platform, await readPack(demoPackFolder), say, size);
    return 0;
  } finally {
    await booted.close();
  }
}

function say(line: string): void {
  console.log(`· ${line}`);
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new StartupError({ zh: `--${name} 应为非负整数。`, en: `--${name} should be a whole number.` });
  return value;
}
