import type { Domain } from '../../platform/platform.ts';
import { consentRoutes } from './consent-routes.ts';
import { sharingJobs } from './jobs.ts';
import { sharingRoutes } from './routes.ts';
import { shareListRoutes } from './share-list-routes.ts';

export { ownConsent } from './answer-consent.ts';
export { answerRequest } from './answer-request.ts';
export { askConsentForCase } from './ask-consent.ts';
export { askItems } from './ask-items.ts';
export { askForMissing } from './ask-missing.ts';
export { revokeGrantWithin } from './change-grant.ts';
export { dueFor } from './clocks.ts';
export { fileDispute, replyToDispute } from './dispute-refusal.ts';
export {
  covers,
  type GrantState,
  type GrantTerms,
  type HeldGrant,
  missingItems,
  type Standing,
  standingOf,
  standings,
  type Use,
} from './grants.ts';
export { closeMatter, openMatter } from './keep-applicants.ts';
export { loadPackClockRules, loadPackGrants, loadPackPurposes } from './load-pack.ts';
export { loadPackShareLists } from './load-share-lists.ts';
export { type Opening, type OpenTo, openItemsWithin, withdrawListWithin } from './open-items.ts';
export { type Counted, type Moment, momentOf, type QuotaKind, type Quotas, roomIn, spentQuota } from './quotas.ts';
export { requireNoCitizenId } from './readers.ts';
export { hasRequests } from './store.ts';
export type { Grant } from './store-grants.ts';
export { coversSql, heldGrantsSql } from './store-held-grants.ts';
export {
  countGrants,
  type DueRequest,
  disputesWaiting,
  grantsEnding,
  grantsStandingOf,
  requestsToSupply,
  requestsWaiting,
} from './store-overview.ts';
export {
  consentGone,
  type FoundConsent,
  type PersonFacts,
  personFacts,
  spendConsents,
  takeConsents,
} from './store-person-facts.ts';
export { type Purpose, purposeByKey, purposesByKeys } from './store-purposes.ts';
export { type Debit, debitWithinQuotas, lockCounts, quotaExceeded } from './store-quotas.ts';
export { type OwnSubject, subjectsOf } from './subjects-of.ts';

/** Who may use which item and why: requests, answers, grants. */
export const sharingDomain: Domain = {
  name: 'sharing',
  routes: (http, platform) => {
    sharingRoutes(http, platform);
    shareListRoutes(http, platform);
    consentRoutes(http, platform);
  },
  jobs: sharingJobs,
};
