import { isDeepStrictEqual } from 'node:util';
import type { Duties, Grants, PackService, SharingClocks } from '../../../contracts/pack.ts';
import { manners } from '../../../contracts/sharing.ts';
import { type Db, onTransaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceByKey } from '../catalogue/index.ts';
import { type Agency, agencyById, agencyByKey } from '../directory/index.ts';
import { appendEntries } from '../ledger/index.ts';
import { grantEntry } from './entries.ts';
import { requireScope, sharedItems } from './requests.ts';
import { chooseRuleSetIfNone, putClockRule, putRuleSet } from './store-clock-rules.ts';
import { type Grant, grantsOn, insertGrant, nextGrantNumber } from './store-grants.ts';
import { purposeByKey, putPurpose } from './store-purposes.ts';

/** Purposes of a pack: its service items and its duties. Throws where an agency is not known. */
export async function loadPackPurposes(
  _platform: Platform,
  db: Db,
  {
    services = [],
    duties = [],
  }: {
    services?: readonly Pick<PackService, 'key' | 'title' | 'agency' | 'guide' | 'consent'>[];
    duties?: Duties['duties'];
  },
): Promise<void> {
  for (const service of services) {
    await putPurpose(db, {
      key: service.key,
      kind: 'service',
      title: service.title.zh,
      titleEn: service.title.en,
      legalBasis: service.guide.legalBasis.join('；'),
      agencyId: (await requireAgency(db, service.agency)).id,
      consent: service.consent ?? false,
      secrecy: null,
    });
  }
  for (const duty of duties) {
    await putPurpose(db, {
      key: duty.key,
      kind: 'duty',
      title: duty.title.zh,
      titleEn: duty.title.en,
      legalBasis: duty.legalBasis,
      agencyId: duty.agency === null ? null : (await requireAgency(db, duty.agency)).id,
      consent: false,
      secrecy: duty.secrecy ?? null,
    });
  }
}

/** The clocks of sharing; the pack's choice of a rule set stands unless the operator has made another. */
export async function loadPackClockRules(_platform: Platform, db: Db, { ruleSets }: SharingClocks): Promise<void> {
  for (const { key, title, inForceFrom, rules, selected } of ruleSets) {
    await putRuleSet(db, { key, title: title.zh, titleEn: title.en, inForceFrom });
    for (const { zh, en, ...rule } of rules) {
      await putClockRule(db, { ruleSet: key, ...rule, meaning: zh, meaningEn: en });
    }
    if (selected) await chooseRuleSetIfNone(db, key);
  }
}

/**
 * Grants that stand from the first start, each with its ledger entry. One that is there already is not made twice, whatever
 * became of it since. Throws where an agency, resource, item or purpose is not known.
 */
export async function loadPackGrants(platform: Platform, tx: Db, grants: Grants['grants']): Promise<void> {
  const at = platform.now();
  const entries: Parameters<typeof appendEntries>[1][number][] = [];
  for (const given of grants) {
    const consumer = await requireAgency(tx, given.consumer);
    const resource = await resourceByKey(tx, given.resource);
    if (!resource?.code) throw new Error(`Grant for ${given.consumer}: no published resource ${given.resource}`);
    if (!(await purposeByKey(tx, given.purpose)))
      throw new Error(`Grant on ${given.resource}: no purpose ${given.purpose}`);
    const items = sharedItems(resource, given.items).map((item) => item.code);
    requireScope(resource.items, given.scope);
    const standing = await grantsOn(tx, consumer.id, resource.id);
    const same = (grant: Grant) =>
      grant.requestId === null && grant.purpose === given.purpose && isDeepStrictEqual(grant.items, items);
    if (standing.some(same)) continue;
    const grant: Grant = {
      id: newId(at.getTime()),
      number: await nextGrantNumber(tx, given.validFrom.slice(0, 4)),
      version: 1,
      requestId: null,
      consumerId: consumer.id,
      granteeRegion: null,
      granteeKind: null,
      list: null,
      providerId: resource.providerId,
      resourceId: resource.id,
      items,
      purpose: given.purpose,
      scope: given.scope,
      legalBasis: given.basis,
      validFrom: given.validFrom,
      validUntil: given.validUntil,
      quotaPerMinute: given.quotaPerMinute ?? null,
      quotaPerDay: given.quotaPerDay,
      quotaTotal: given.quotaTotal ?? null,
      manners: [...(given.manners ?? manners)],
      hours: given.hours ?? null,
      workingDaysOnly: given.workingDaysOnly ?? false,
      ownApplicants: given.ownApplicants ?? false,
      usageTerms: given.usageTerms ?? null,
      state: 'active',
      stateReason: null,
      suspendedBy: null,
      createdAt: at,
      updatedAt: at,
    };
    await insertGrant(tx, grant, null);
    const provider = (await agencyById(tx, resource.providerId))!;
    entries.push(
      grantEntry(
        grant,
        { at, provider, resourceCode: resource.code, actor: null },
        { change: 'grant', consumer: consumer.creditCode, request: null },
      ),
    );
  }
  if (entries.length > 0) await appendEntries(onTransaction(tx), entries);
}

async function requireAgency(db: Db, key: string): Promise<Agency> {
  const agency = await agencyByKey(db, key);
  if (!agency) throw new Error(`No agency ${key}`);
  return agency;
}
