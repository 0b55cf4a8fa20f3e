import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Judged } from './requests.ts';
import type { Request } from './store.ts';
import { type Grant, nextGrantNumber } from './store-grants.ts';

/** The grant that an answer makes of a request: in force from the day of the answer, in Shanghai. */
export async function grantOf(
  tx: Db,
  request: Request,
  { granted, scope, validUntil }: Pick<Judged, 'granted' | 'scope' | 'validUntil'>,
  at: Date,
): Promise<Grant> {
  const today = dateInShanghai(at);
  return {
    id: newId(at.getTime()),
    number: await nextGrantNumber(tx, today.slice(0, 4)),
    version: 1,
    requestId: request.id,
    consumerId: request.consumerId,
    granteeRegion: null,
    granteeKind: null,
    list: null,
    providerId: request.providerId,
    resourceId: request.resourceId,
    items: granted,
    purpose: request.purpose,
    scope,
    legalBasis: request.legalBasis,
    validFrom: today,
    validUntil,
    quotaPerMinute: null,
    quotaPerDay: request.quotaPerDay,
    quotaTotal: null,
    manners: request.manners,
    hours: null,
    workingDaysOnly: false,
    ownApplicants: request.ownApplicants,
    usageTerms: null,
    state: 'active',
    stateReason: null,
    suspendedBy: null,
    createdAt: at,
    updatedAt: at,
  };
}
