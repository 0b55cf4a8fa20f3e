import { dateInShanghai } from '../../../contracts/working-days.ts';
import { onTransaction } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceById } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { appendEntries } from '../ledger/index.ts';
import { requestEntry } from './entries.ts';
import { requestForChange } from './store.ts';
import { noteOverdue, silentRequests } from './store-due.ts';

/**
 * Notes the requests whose day passed without an answer, each once and with its entry. Silence grants nothing and refuses
 * nothing (国令第809号); noted, it is counted, and stands before the operator. Returns how many were noted.
 */
export async function noteSilence(platform: Platform): Promise<number> {
  const at = platform.now();
  const today = dateInShanghai(at);
  let noted = 0;
  for (const id of await silentRequests(platform.db, today)) {
    await platform.db.transaction().execute(async (tx) => {
      const request = await requestForChange(tx, id);
      // Answered or noted meanwhile, by another process perhaps.
      if (request?.state !== 'submitted' || !(await noteOverdue(tx, id, at))) return;
      const [resource, provider] = await Promise.all([
        resourceById(tx, request.resourceId),
        agencyById(tx, request.providerId),
      ]);
      const parties = { at, actor: null, provider: provider!, resourceCode: resource!.code! };
      const said = { dueDate: request.dueDate };
      await appendEntries(onTransaction(tx), [requestEntry(request, parties, { act: 'overdue', said })]);
      noted += 1;
    });
  }
  return noted;
}
