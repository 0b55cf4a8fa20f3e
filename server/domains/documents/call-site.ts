import type { Channel, ShownDocument } from '../../../contracts/documents.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { channelTakes } from './document.ts';
import { publicDocument } from './show-document.ts';
import { documentsShown, type ShownRow, shownById } from './store-shown.ts';
import { countTaking, type SiteEntry, siteByKey } from './store-sites.ts';

/** A column of a site that is in the directory and open. Throws `not-found`. */
export async function channelOf(
  platform: Platform,
  siteKey: string,
  channelKey: string,
): Promise<{ site: SiteEntry; channel: Channel }> {
  const site = await siteByKey(platform.db, siteKey);
  const channel = site?.active ? site.channels.find(({ key }) => key === channelKey) : undefined;
  if (!site || !channel) throw new DomainError('not-found');
  return { site, channel };
}

/** What a column shows now, the newest first, `limit + 1` rows. */
export function channelDocuments(
  platform: Platform,
  channel: Channel,
  after: readonly (string | number)[] | null,
  limit: number,
): Promise<ShownRow[]> {
  return documentsShown(platform.db, { ...channel, after, limit });
}

/**
 * A page for a site, counted by day and site; no reader is known. Throws `not-found` where no column of the site holds the
 * document, `document-withdrawn` with the reason once it is withdrawn.
 */
export async function pageForSite(platform: Platform, siteKey: string, id: string): Promise<ShownDocument> {
  const site = await siteByKey(platform.db, siteKey);
  if (!site?.active) throw new DomainError('not-found');
  const now = platform.now();
  const page = await publicDocument(platform.db, id, now);
  const shown = await shownById(platform.db, id);
  if (!shown || !site.channels.some((channel) => channelTakes(channel, shown))) throw new DomainError('not-found');
  await countTaking(platform.db, id, site.key, dateInShanghai(now));
  return page;
}
