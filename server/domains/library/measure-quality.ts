import { isSqlState } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceById } from '../catalogue/index.ts';
import { completenessOf, fileScores, putMeasured, unmeasured } from './store-quality.ts';

const atOnce = 50;
const undefinedTable = '42P01';
const queryCanceled = '57014';

/**
 * Measures what came to serve since the last time: completeness by reading the rows, the rest from the report of the last file.
 * A table too large to read within a minute keeps its other scores. Returns how many were measured.
 */
export async function measureQuality(platform: Platform): Promise<number> {
  let count = 0;
  for (const { resourceId, version, tableName } of await unmeasured(platform.db, atOnce)) {
    const resource = await resourceById(platform.db, resourceId);
    if (!resource) continue;
    let completeness: number | null = null;
    try {
      completeness = await completenessOf(platform.db, tableName, resource);
    } catch (error) {
      // Replaced and dropped meanwhile: the next turn measures what took its place.
      if (isSqlState(error, undefinedTable)) continue;
      if (!isSqlState(error, queryCanceled)) throw error;
    }
    const scores = await fileScores(platform.db, resourceId);
    await putMeasured(platform.db, resourceId, { version, completeness, ...scores }, platform.now());
    count += 1;
  }
  return count;
}
