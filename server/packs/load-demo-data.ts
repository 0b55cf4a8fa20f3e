import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { generateDemoFiles } from '../demo/generate.ts';
import { resourceByKey } from '../domains/catalogue/index.ts';
import { ingest } from '../domains/library/index.ts';
import type { Platform } from '../platform/platform.ts';
import { makeDemoCalls, subjectsIn } from './load-demo-calls.ts';
import { playDemoCases } from './load-demo-cases.ts';
import { fileDemoCorrections } from './load-demo-corrections.ts';
import { makeDemoRequests } from './load-demo-requests.ts';
import type { Pack } from './read-pack.ts';

/** How large a world, where it is not to be the pack's own size. */
export interface WorldSize {
  residents?: number;
  companies?: number;
  seed?: number;
}

/**
 * Writes the files of the synthetic world as agencies would send them, and brings each in by the same ingest as any file.
 * The same pack and size are brought in once.
 */
export async function loadDemoData(
  platform: Platform,
  pack: Pack,
  say: (line: string) => void,
  size: WorldSize = {},
): Promise<void> {
  const outDir = await mkdtemp(join(platform.config.dataDir, 'demo-'));
  try {
    const files = await generateDemoFiles({ packDir: pack.folder, outDir, ...size });
    const subjects = new Map<string, string[]>();
    for (const [i, file] of files.entries()) {
      const resource = await resourceByKey(platform.db, file.resource);
      const described = pack.resources.find(({ key }) => key === file.resource);
      if (!resource || !described) continue;
      subjects.set(file.resource, await subjectsIn(file.path));
      const batch = await ingest(platform, {
        resource,
        mode: 'replace',
        fileName: basename(file.path),
        encoding: described.file.encoding,
        source: createReadStream(file.path),
        accountId: null,
        idempotencyKey: `pack ${pack.sha256} ${JSON.stringify(size)}`,
      });
      say(
        `${i + 1}/${files.length} ${described.name.zh} ${described.name.en}: ${batch.acceptedRows.toLocaleString('en')} rows, ${batch.rejectedRows} refused`,
      );
    }
    await fileDemoCorrections(platform, pack);
    await makeDemoRequests(platform, pack);
    const cases = await playDemoCases(platform, pack);
    say(`${cases} 件演示办件 ${cases} cases of the demo world`);
    const calls = await makeDemoCalls(platform, pack, subjects);
    say(`${calls} 次演示调用 ${calls} calls of the demo world`);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
