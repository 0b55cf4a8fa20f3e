import type { StaffActor } from '../../../contracts/actor.ts';
import type { GrantHistory } from '../../../contracts/sharing.ts';
import { dateInShanghai, startOfDay } from '../../../contracts/working-days.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceById } from '../catalogue/index.ts';
import { agenciesByIds } from '../directory/index.ts';
import { countUsesOfGrant } from '../ledger/index.ts';
import { requireGrantParty, seesAll } from './readers.ts';
import { itemNames, namesOfAccounts } from './show.ts';
import { grantById } from './store-grants.ts';
import { versionsOf } from './store-versions.ts';

const shownDays = 30;
const dayMs = 86_400_000;

/** A grant's versions and uses, for those whose business it is. Throws `not-found`. */
export async function showGrantHistory(platform: Platform, actor: StaffActor, id: string): Promise<GrantHistory> {
  const { db } = platform;
  const grant = await requireGrantParty(db, actor, await grantById(db, id));
  // Of a rule, who uses how much is its provider's to see, not each grantee's.
  const seesUses = grant.consumerId !== null || grant.providerId === actor.agencyId || seesAll(actor);
  const first = startOfDay(dateInShanghai(platform.now())).getTime() - (shownDays - 1) * dayMs;
  const [versions, uses, resource] = await Promise.all([
    versionsOf(db, id),
    seesUses ? countUsesOfGrant(db, id, new Date(first)) : { days: [], items: [] },
    resourceById(db, grant.resourceId),
  ]);
  const [agencies, accounts] = await Promise.all([
    agenciesByIds(
      db,
      versions.flatMap(({ agencyId }) => agencyId ?? []),
    ),
    namesOfAccounts(
      db,
      versions.map(({ accountId }) => accountId),
    ),
  ]);
  const named = (code: string) => itemNames(resource, code);
  const byDay = new Map(uses.days.map((each) => [each.day, each]));
  return {
    versions: versions.map(({ agencyId, accountId, at, terms, ...version }) => ({
      ...version,
      ...terms,
      at: at.toISOString(),
      agency: agencies.get(agencyId ?? '') ?? null,
      by: accounts.get(accountId) ?? null,
      items: terms.items.map(named),
    })),
    days: Array.from({ length: shownDays }, (_, place) => {
      const day = dateInShanghai(new Date(first + place * dayMs));
      return byDay.get(day) ?? { day, calls: 0, refusals: 0 };
    }),
    items: uses.items.map(({ code, calls }) => ({ ...named(code), calls })),
  };
}
