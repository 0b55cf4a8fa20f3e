import type { Site } from '../../../contracts/documents.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { agenciesByIds, agencyById, regionByCode } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import { documentClasses } from './store.ts';
import { lockSite, type SiteEntry, saveSite, siteByKey } from './store-sites.ts';

/**
 * The operator enters a site in the directory (`revision` null), or writes what it is and takes. Effective for each call
 * after. Throws `version-conflict` when the site stands already or was changed, `not-found`, and `site-fields-unknown` for an
 * agency, region or class that does not exist, or a column that stands twice.
 */
export async function enterSite(
  platform: Platform,
  operator: { accountId: string; agencyId: string },
  site: Omit<SiteEntry, 'revision'>,
  revision: number | null,
): Promise<SiteEntry> {
  await requireKnown(platform.db, site);
  const now = platform.now();
  return platform.db.transaction().execute(async (tx) => {
    const before = await lockSite(tx, site.key);
    if (revision === null ? before !== undefined : before !== undefined && before !== revision)
      throw new DomainError('version-conflict');
    if (revision !== null && before === undefined) throw new DomainError('not-found');
    const entry = { ...site, revision: (before ?? 0) + 1 };
    await saveSite(tx, entry, now);
    const actor = (await agencyById(tx, operator.agencyId))!;
    await record(
      platform,
      tx,
      {
        kind: 'document',
        at: now.toISOString(),
        actor: { agency: actor.creditCode, account: operator.accountId },
        detail: { action: before === undefined ? 'siteEntered' : 'siteChanged', site: site.key, active: site.active },
      },
      { agencyId: actor.id },
    );
    return entry;
  });
}

async function requireKnown(db: Db, site: Omit<SiteEntry, 'revision'>): Promise<void> {
  const refuse = (zh: string, en: string, value: string) => {
    throw new DomainError('site-fields-unknown', { field: { zh, en }, value });
  };
  const keys = site.channels.map(({ key }) => key);
  const twice = keys.find((key, place) => keys.indexOf(key) !== place);
  if (twice) refuse('栏目代号', 'column', twice);
  const agencies = [site.agencyId, ...site.channels.flatMap(({ agencyIds }) => agencyIds)];
  const known = await agenciesByIds(db, agencies);
  const stranger = agencies.find((id) => !known.has(id));
  if (stranger) refuse('部门', 'agency', stranger);
  for (const code of [site.regionCode, ...site.channels.map(({ regionCode }) => regionCode)])
    if (code !== null && !(await regionByCode(db, code))) refuse('行政区划', 'region', code);
  const classes = (await documentClasses(db)).map(({ code }) => code);
  const unknown = site.channels.flatMap(({ classCodes }) => classCodes).find((code) => !classes.includes(code));
  if (unknown) refuse('主题分类', 'class', unknown);
}

/** Sites as the directory shows them, by name or address and by region (with those below it). */
export async function shownSites(db: Db, entries: readonly SiteEntry[]): Promise<Site[]> {
  const agencies = await agenciesByIds(
    db,
    entries.map(({ agencyId }) => agencyId),
  );
  return Promise.all(
    entries.map(async (site) => {
      const [agency, region] = [agencies.get(site.agencyId), await regionByCode(db, site.regionCode)];
      return {
        ...site,
        agencyName: agency?.name ?? '',
        agencyNameEn: agency?.nameEn ?? null,
        regionName: region?.name ?? '',
        regionNameEn: region?.nameEn ?? null,
      };
    }),
  );
}

/** One site of the directory. Throws `not-found`. */
export async function siteFor(db: Db, key: string): Promise<Site> {
  const entry = await siteByKey(db, key);
  if (!entry) throw new DomainError('not-found');
  return (await shownSites(db, [entry]))[0]!;
}
