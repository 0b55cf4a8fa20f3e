import { isSqlState, onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { onEntryChange } from '../catalogue/index.ts';
import { serving } from './store.ts';
import { addColumns } from './store-data.ts';

const lockNotAvailable = '55P03';

/**
 * Has the serving table follow its entry: a new edition's new items become columns, empty until the next batch, in the
 * publication's own transaction. Items that are gone keep theirs until the table is replaced; types and keys of a published
 * entry do not change. The publication throws `resource-being-read` when a long reader holds the table.
 */
export function followEntries(platform: Platform): void {
  onEntryChange(platform, async (tx, { before, after }) => {
    const served = await serving(tx, after.id);
    const added = after.items.filter(({ code }) => !before.items.some((item) => item.code === code));
    if (!served || added.length === 0) return;
    try {
      await addColumns(onTransaction(tx), served.tableName, added);
    } catch (error) {
      if (isSqlState(error, lockNotAvailable)) throw new DomainError('resource-being-read');
      throw error;
    }
  });
}
