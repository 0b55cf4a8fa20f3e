import type { Remark } from '../../../contracts/catalogue.ts';
import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Agency, agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import { indexEntry } from './index-entry.ts';
import type { Resource } from './resource.ts';
import { insertEvent } from './store.ts';

export type CatalogueAction =
  | 'created'
  | 'copied'
  | 'imported'
  | 'edited'
  | 'submitted'
  | 'returned'
  | 'published'
  | 'changeBegun'
  | 'changed'
  | 'suspended'
  | 'resumed'
  | 'retired'
  | 'discarded'
  | 'sourceDecided'
  | 'loaded';

/** A member of an agency's staff; null is a pack being loaded, which acts for the provider. */
export type Author = { accountId: string; agencyId: string } | null;

/**
 * Writes one step of an entry's life to the search index, its history and the ledger: the last thing in the transaction, because the
 * ledger's lock orders all appends.
 */
export async function keepHistory(
  platform: Platform,
  tx: Db,
  resource: Resource,
  author: Author,
  action: CatalogueAction,
  remarks: Remark[] = [],
): Promise<void> {
  const at = platform.now();
  const provider = await knownAgency(tx, resource.providerId);
  await indexEntry(tx, resource, provider);
  await insertEvent(tx, resource.id, { at, action, accountId: author?.accountId ?? null, remarks });
  const actor = author && author.agencyId !== provider.id ? await knownAgency(tx, author.agencyId) : provider;
  await record(
    platform,
    tx,
    {
      kind: 'catalogue',
      at: at.toISOString(),
      actor: { agency: actor.creditCode, ...(author && { account: author.accountId }) },
      provider: provider.creditCode,
      ...(resource.code !== null && { resource: resource.code }),
      detail: { action, id: resource.id, version: resource.version, state: resource.state, name: resource.name },
    },
    { agencyId: actor.id, providerId: provider.id },
  );
}

async function knownAgency(tx: Db, id: string): Promise<Agency> {
  const agency = await agencyById(tx, id);
  if (!agency) throw new Error(`No agency ${id}`);
  return agency;
}
