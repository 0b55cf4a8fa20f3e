import type { Remark } from '../../../contracts/catalogue.ts';
import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import type { Document, Version } from './document.ts';
import { insertDocumentEvent } from './store.ts';

export type DocumentAction =
  | 'created'
  | 'changed'
  | 'discarded'
  | 'submitted'
  | 'returned'
  | 'published'
  | 'withdrawn'
  | 'loaded';

/** A member of an agency's staff; null is a pack being loaded, which acts for the agency. */
export type Author = { accountId: string; agencyId: string } | null;

/**
 * Writes one step of a document's life to its history and to the ledger: the last thing in the transaction, because the
 * ledger's lock orders all appends. The title stays out of the ledger: it is free text.
 */
export async function keepHistory(
  platform: Platform,
  tx: Db,
  document: Document,
  version: Pick<Version, 'version' | 'kind'>,
  author: Author,
  action: DocumentAction,
  remarks: Remark[] = [],
): Promise<void> {
  const at = platform.now();
  await insertDocumentEvent(tx, document.id, {
    at,
    action,
    version: version.version,
    accountId: author?.accountId ?? null,
    remarks,
  });
  const owner = (await agencyById(tx, document.agencyId))!;
  const actor = author ? (await agencyById(tx, author.agencyId))! : owner;
  await record(
    platform,
    tx,
    {
      kind: 'document',
      at: at.toISOString(),
      actor: { agency: actor.creditCode, ...(author && { account: author.accountId }) },
      provider: owner.creditCode,
      detail: { action, id: document.id, version: version.version, kind: version.kind, code: document.code },
    },
    { agencyId: actor.id, providerId: owner.id },
  );
}
