import type { StaffActor } from '../../../contracts/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourcesMatching } from '../catalogue/index.ts';
import { agenciesMatching } from '../directory/index.ts';
import type { NameSearch } from './store.ts';

/** What a search names: agencies and resources (two hundred of each at most), and a part of a number. */
export async function searchNames(
  { db }: Platform,
  actor: StaffActor,
  q: string | undefined,
): Promise<NameSearch | undefined> {
  const text = q?.trim();
  if (!text) return undefined;
  const reader = { agencyId: actor.agencyId, operator: actor.roles.includes('operator') };
  const [agencies, resources] = await Promise.all([
    agenciesMatching(db, { q: text, after: null, limit: 200 }),
    resourcesMatching(db, { q: text, reader, after: null, limit: 200 }),
  ]);
  return {
    number: text,
    agencyIds: agencies.map(({ id }) => id),
    resourceIds: resources.map(({ id }) => id),
  };
}
