import type { Domain } from '../../platform/platform.ts';
import { startPublishing, stopPublishing } from './publish-checkpoint.ts';
import { ledgerRoutes } from './routes.ts';

export { type Appended, appendEntries, record } from './append-entries.ts';
export { type EntryIds, pseudonymOf } from './entry.ts';
export { ledgerVkey, originOf } from './log-key.ts';
export { entriesAbout, entriesBy, entryAt, type LookUp } from './look-up-entries.ts';
export { inclusionProofFor, type ProvenEntry, receiptsOf } from './prove-entry.ts';
export { publishCheckpoint } from './publish-checkpoint.ts';
export type { KeptEntry } from './store.ts';

/** What was done: the tamper-evident log of every use, its receipts and checkpoints. */
export const ledgerDomain: Domain = {
  name: 'ledger',
  routes: ledgerRoutes,
  start: startPublishing,
  stop: stopPublishing,
};
