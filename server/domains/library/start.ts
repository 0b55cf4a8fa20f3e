import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from '../../platform/platform.ts';
import { failDeadBatches } from './fail-dead-batches.ts';
import { spoolFolder } from './read-file.ts';
import { reopenUploads } from './store-uploads.ts';

/** No upload takes this long; a workbook that lies longer was left by a process that died. */
const spoolHours = 24;

/** Sets right what a process that died may have left: batches that still say they run, and workbooks on disk. */
export async function startLibrary(platform: Platform): Promise<void> {
  const client = await platform.database.pool.connect();
  try {
    await failDeadBatches(platform, client);
  } finally {
    client.release();
  }
  await reopenUploads(platform.db);
  const folder = spoolFolder(platform);
  for (const name of await readdir(folder).catch(() => [])) {
    // Pieces of uploads have their own days.
    if (name.endsWith('.part')) continue;
    const path = join(folder, name);
    const about = await stat(path).catch(() => undefined);
    if (about && Date.now() - about.mtimeMs > spoolHours * 3_600_000) await rm(path, { force: true });
  }
}
