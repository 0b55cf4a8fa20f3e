import { join } from 'node:path';
import { readEnglishNames, readRegions } from '../demo/generate-regions.ts';
import { putRegions } from '../domains/directory/index.ts';
import type { Platform } from '../platform/platform.ts';
import { filesIn } from './pack-files.ts';
import type { Pack } from './read-pack.ts';

/** Puts a pack's regions (regions/*.csv) into the directory and returns how many; a pack without them is left alone. */
export async function loadRegions(platform: Platform, pack: Pack): Promise<number> {
  if ((await filesIn(join(pack.folder, 'regions'))).length === 0) return 0;
  const [{ rows }, english] = await Promise.all([readRegions(pack.folder), readEnglishNames(pack.folder)]);
  await putRegions(
    platform.db,
    // In the order of codes a parent always stands before what lies in it.
    rows.map((row) => ({
      code: String(row.code),
      name: String(row.name),
      nameEn: english.get(String(row.code)) ?? null,
      parentCode: row.parent_code === null ? null : String(row.parent_code),
      level: Number(row.level),
      validFrom: row.since === null || row.since === undefined ? null : String(row.since),
      source: `GB/T 2260 (${String(row.status)})`,
    })),
  );
  return rows.length;
}
