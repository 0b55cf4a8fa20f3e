import type { Domain } from '../../platform/platform.ts';

export { columnOf, pointerSql, tableOf, valueSql } from './serving.ts';
export { type Serving, serving } from './store.ts';

/** The registered data itself: ingest, validation, snapshots. */
export const libraryDomain: Domain = { name: 'library' };
