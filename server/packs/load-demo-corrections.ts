import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { PackCorrections } from '../../contracts/pack.ts';
import { resourceByKey } from '../domains/catalogue/index.ts';
import { agencyByKey } from '../domains/directory/index.ts';
import { fileCorrection, hasCorrections } from '../domains/library/index.ts';
import type { Platform } from '../platform/platform.ts';
import { readPackFile } from './pack-files.ts';
import type { Pack } from './read-pack.ts';

/** Files the pack's corrections (corrections.yaml), once: on a node that has none of its own yet. */
export async function fileDemoCorrections(platform: Platform, pack: Pack): Promise<void> {
  const path = join(pack.folder, 'corrections.yaml');
  if ((await access(path).catch(() => 'none')) === 'none' || (await hasCorrections(platform.db))) return;
  const { corrections } = await readPackFile(PackCorrections, path);
  await platform.db.transaction().execute(async (tx) => {
    for (const { resource: key, agency, ...report } of corrections) {
      const resource = await resourceByKey(tx, key);
      const reporter = await agencyByKey(tx, agency);
      if (!resource || !reporter) continue;
      await fileCorrection(platform, tx, {
        ...report,
        resource,
        origin: 'agency',
        agencyId: reporter.id,
        accountId: null,
        caseNumber: null,
      });
    }
  });
}
