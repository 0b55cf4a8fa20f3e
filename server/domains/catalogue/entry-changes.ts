import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from './resource.ts';

/** A published entry's new edition, with the one before. */
export interface EntryChange {
  before: Resource;
  after: Resource;
}

type Listener = (tx: Db, change: EntryChange) => Promise<void>;

const listeners = new WeakMap<Platform, Listener[]>();

/**
 * Has a floor above told when a published entry gets a new edition. The listener runs in the publication's own
 * transaction: if it fails, nothing was published. (The library lies above the catalogue, and its tables follow the items.)
 */
export function onEntryChange(platform: Platform, listener: Listener): void {
  listeners.set(platform, [...(listeners.get(platform) ?? []), listener]);
}

export async function tellChange(platform: Platform, tx: Db, change: EntryChange): Promise<void> {
  for (const listener of listeners.get(platform) ?? []) await listener(tx, change);
}
