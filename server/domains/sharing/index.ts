import type { Domain } from '../../platform/platform.ts';
import { sharingJobs } from './jobs.ts';
import { sharingRoutes } from './routes.ts';

export { revokeGrantWithin } from './change-grant.ts';
export { dueFor } from './clocks.ts';
export {
  covers,
  type GrantState,
  type HeldGrant,
  missingItems,
  type Standing,
  standingOf,
  standings,
  type Use,
} from './grants.ts';
export { loadPackClockRules, loadPackGrants, loadPackPurposes } from './load-pack.ts';
export { requireNoCitizenId } from './readers.ts';
export { debitQuotas, debitWithinQuotas, type Grant, insertGrant, quotaExceeded } from './store-grants.ts';
export { coversSql, heldGrantsSql } from './store-held-grants.ts';
export {
  countGrants,
  type DueRequest,
  grantsEnding,
  grantsStandingOf,
  requestsWaiting,
} from './store-overview.ts';
export { type Purpose, purposeByKey, purposesByKeys } from './store-purposes.ts';

/** Who may use which item and why: requests, answers, grants. */
export const sharingDomain: Domain = { name: 'sharing', routes: sharingRoutes, jobs: sharingJobs };
