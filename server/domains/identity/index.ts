import type { Domain } from '../../platform/platform.ts';
import { identityJobs } from './jobs.ts';
import { plantStoryParty } from './oidc-clients.ts';
import { identityRoutes } from './routes.ts';

export { authenticate } from './authenticate.ts';
export { type AccountInput, createAccount } from './create-account.ts';
export { createOrganisation, createPerson } from './create-person.ts';
export { type IdentityEvent, onIdentityEvent } from './events.ts';
export { createDelegation, type DelegationInput } from './grant-delegation.ts';
export { type GuardianshipInput, recordGuardianship, wardsOf } from './guardianship.ts';
export { type ClientInput, createClient } from './manage-clients.ts';
export { storyClientId } from './oidc-clients.ts';
export { newPassword } from './passwords.ts';
export {
  accountById,
  accountByUsername,
  accountName,
  accountOfPerson,
  type Organisation,
  organisationByCreditCode,
  type Person,
  personByCitizenId,
  type StoredAccount,
} from './store.ts';
export { accessOfAgency, endAccess, liveClientsOf } from './store-agency-access.ts';
export { clientById, liveClientSql, putRelyingParty, type RelyingParty, type StoredClient } from './store-clients.ts';
export { delegationFor, organisationsActedFor, type StoredDelegation, type Ward } from './store-delegations.ts';

/** Who is acting, and for whom: people, companies, staff, machine clients, delegation, OpenID Connect. */
export const identityDomain: Domain = {
  name: 'identity',
  routes: identityRoutes,
  jobs: identityJobs,
  async start(platform) {
    if (platform.config.demo) await plantStoryParty(platform);
  },
};
