import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Platform } from '../../platform/platform.ts';
import { organisationsActedFor } from '../identity/index.ts';
import type { LibraryReader } from './store.ts';

/**
 * Whose licences a person reads and shows: their own, those kept for them, and those of organisations that they represent
 * by law (民法典 art. 61) or act for under a delegation in force today (art. 165).
 */
export async function libraryReader(platform: Platform, citizenId: string): Promise<LibraryReader> {
  const organisations = await organisationsActedFor(platform.db, citizenId, dateInShanghai(platform.now()));
  return { citizenId, organisations: new Map(organisations.map(({ creditCode, as }) => [creditCode, as])) };
}
