import type { PersonActor } from '../../../contracts/actor.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Platform } from '../../platform/platform.ts';
import { wardsOf } from '../identity/index.ts';
import { pseudonymOf } from '../ledger/index.ts';

/** Someone whose data a person may look after: themself, or a minor whose guardian they are. */
export interface OwnSubject {
  relation: 'self' | 'ward';
  name: string;
}

/** Pseudonyms of a person and of their wards, with whose they are. */
export async function subjectsOf(
  platform: Platform,
  person: PersonActor,
): Promise<Map<string, OwnSubject & { citizenId: string }>> {
  const wards = await wardsOf(platform.db, person.citizenId, dateInShanghai(platform.now()));
  const subjects = new Map<string, OwnSubject & { citizenId: string }>();
  for (const { name, citizenId } of wards)
    subjects.set(pseudonymOf(platform.keys, citizenId), { relation: 'ward', name, citizenId });
  const { name, citizenId } = person;
  subjects.set(pseudonymOf(platform.keys, citizenId), { relation: 'self', name, citizenId });
  return subjects;
}
