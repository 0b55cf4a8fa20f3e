import type { Domain } from '../../platform/platform.ts';
import { dropOldSnapshots, forgetOldHistory } from './drop-old-snapshots.ts';
import { followEntries } from './follow-entry.ts';
import { measureQuality } from './measure-quality.ts';
import { dropOldUploads } from './receive-upload.ts';
import { libraryRoutes } from './routes.ts';
import { startLibrary } from './start.ts';

export { type CorrectionReport, fileCorrection } from './file-correction.ts';
export { heldAbout, type Looker } from './held-about.ts';
export { type IngestInput, ingest } from './ingest.ts';
export { columnOf, pointerSql, tableOf, textSql, valueSql } from './serving.ts';
export { type BatchRow, type Serving, serving } from './store.ts';

export { hasCorrections, openCorrections } from './store-corrections.ts';
export { sqlTypes } from './store-data.ts';
export { rowsAtSql, type Span, spanOf, touchedSubjects } from './store-feed.ts';
export { freshnessOf } from './store-freshness.ts';
export { type RowAnswer, type RowQuestion, readOpenRows } from './store-open-rows.ts';
export { cellCheck } from './validate-cell.ts';

/** The registered data itself: ingest, validation, snapshots. */
export const libraryDomain: Domain = {
  name: 'library',
  routes: (http, platform) => {
    followEntries(platform);
    libraryRoutes(http, platform);
  },
  start: startLibrary,
  jobs: (platform) => [
    {
      name: 'library-drop-old-snapshots',
      schedule: '*/10 * * * *',
      run: async () => {
        await dropOldSnapshots(platform);
        await forgetOldHistory(platform);
        await dropOldUploads(platform);
      },
    },
    {
      name: 'library-measure-quality',
      schedule: '*/5 * * * *',
      run: async () => {
        await measureQuality(platform);
      },
    },
  ],
};
