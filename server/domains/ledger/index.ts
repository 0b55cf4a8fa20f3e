import type { Domain } from '../../platform/platform.ts';
import { keepIdentityEvents } from './keep-identity-events.ts';
import { writeVkeyFile } from './log-key.ts';
import { startPublishing, stopPublishing } from './publish-checkpoint.ts';
import { ledgerRoutes } from './routes.ts';
import { abandonVerification } from './run-verification.ts';
import { witnessRoutes } from './witness-routes.ts';

export {
  type Appended,
  appendAt,
  appendEntries,
  appendWritten,
  type PreparedEntries,
  prepareEntries,
  record,
} from './append-entries.ts';
export { archiveEntries } from './archive-entries.ts';
export { archiveFolder } from './archive-files.ts';
export { askWitnesses } from './ask-witnesses.ts';
export { type EntryIds, entryWriter, type OpenMembers, pseudonymOf, type WrittenEntry, writeEntry } from './entry.ts';
export { forgetLogEnd, keepLogEnd, logEnd } from './log-end.ts';
export { ledgerVkey, ledgerVkeys, originOf } from './log-key.ts';
export { entriesAbout, entriesBy, entryAt, type LookUp } from './look-up-entries.ts';
export { inclusionProofFor, type ProvenEntry, receiptsOf, receiptTextsOf } from './prove-entry.ts';
export { publishCheckpoint } from './publish-checkpoint.ts';
export { rotateLedgerKey } from './rotate-key.ts';
export { type KeptEntry, logMoved } from './store.ts';
export { type AboutCount, type AboutFilter, countEntriesAbout } from './store-about.ts';
export { countEntries, ledgerSize, sumUses, type UseSum } from './store-browse.ts';
export { countItemReads, countUsesOfGrant, itemsReadUnder, lastUsesOfGrants } from './store-grant-uses.ts';
export type { Finding, FindingKind } from './verify/findings.ts';
export { type VerifyCommandInput, verifyCommand } from './verify/verify-command.ts';
export { type Verification, type VerifyInput, verifyLedger } from './verify/verify-ledger.ts';
export { verifyReceiptCommand } from './verify/verify-receipt-command.ts';
export { witnessVkey } from './witness-checkpoint.ts';

/** What was done: the tamper-evident log of every use, its receipts and checkpoints. */
export const ledgerDomain: Domain = {
  name: 'ledger',
  routes(http, platform) {
    ledgerRoutes(http, platform);
    witnessRoutes(http, platform);
  },
  async start(platform) {
    keepIdentityEvents(platform);
    await writeVkeyFile(platform);
    await startPublishing(platform);
  },
  async stop(platform) {
    await abandonVerification(platform);
    await stopPublishing(platform);
  },
};
