import type { Item } from '../../../../contracts/catalogue.ts';
import { resourceCodeFromPath } from '../../../../contracts/resource-code.ts';
import { isSqlState } from '../../../platform/database.ts';
import type { Platform } from '../../../platform/platform.ts';
import {
  classes,
  openCounts,
  openEntryByCode,
  openItems,
  openPage,
  type Resource,
  resourceById,
  resourcesWithItems,
  searchEntries,
} from '../../catalogue/index.ts';
import { type Agency, agenciesByIds, agencyByCreditCode, agencyById } from '../../directory/index.ts';
import { freshnessOf, readOpenRows } from '../../library/index.ts';
import {
  CkanError,
  filterQuery,
  filtersIn,
  flagIn,
  type Input,
  invalid,
  listIn,
  notFound,
  numberIn,
  requiredText,
  textIn,
} from './ckan-input.ts';
import { groupShape, organisationName, organisationShape, packageName, packageShape } from './ckan-shapes.ts';
import { anyone, countOpenRead } from './read-open.ts';

/** Rows and packages that one answer holds at most; as CKAN's own limits. */
const rowsLimit = 32_000;
const packagesLimit = 1000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const queryCanceled = '57014';

type Action = (platform: Platform, input: Input) => Promise<unknown>;

/** The subset of CKAN's action API that reads, over open resources only. */
export const actions: Readonly<Record<string, Action>> = {
  site_read: async () => true,
  status_show: async (platform) => ({
    ckan_version: '2.11.0',
    site_url: siteOf(platform).url,
    site_title: 'Legwork',
    site_description: '',
    locale_default: 'zh_Hans_CN',
    error_emails_to: null,
    extensions: ['datastore'],
  }),
  package_list: async (platform, input) => {
    const limit = numberIn(input, 'limit', rowsLimit, rowsLimit);
    const entries = await openPage(platform.db, numberIn(input, 'offset', 0, 10_000_000), limit);
    return entries.map(packageName);
  },
  package_show: async (platform, input) => {
    const entry = await entryOf(platform, requiredText(input, 'id'));
    return (await packagesOf(platform, [entry]))[0];
  },
  package_search: packageSearch,
  organization_list: async (platform, input) => {
    const all = await organisations(platform);
    const named = listIn(input, 'organizations') ?? listIn(input, 'groups');
    const asked = all.filter(({ agency }) => !named || named.includes(organisationName(agency)));
    return listed(
      input,
      asked.map(({ agency, count }) => organisationShape(agency, count)),
    );
  },
  organization_show: async (platform, input) => {
    const id = requiredText(input, 'id');
    const found = (await organisations(platform)).find(
      ({ agency }) => agency.id === id || organisationName(agency) === id,
    );
    if (!found) throw notFound();
    return {
      ...organisationShape(found.agency, found.count),
      packages: [],
      users: [],
      tags: [],
      extras: [],
      groups: [],
    };
  },
  group_list: async (platform, input) => {
    const all = await groups(platform);
    return listed(
      input,
      all.map(({ code, name, count }) => groupShape({ code, name }, count)),
    );
  },
  group_show: async (platform, input) => {
    const id = requiredText(input, 'id');
    const found = (await groups(platform)).find(({ code }) => code === id);
    if (!found) throw notFound();
    return { ...groupShape(found, found.count), packages: [], users: [], tags: [], extras: [], groups: [] };
  },
  tag_list: async () => [],
  license_list: async () => [],
  resource_show: async (platform, input) => {
    const entry = await entryOf(platform, requiredText(input, 'id'));
    return (await packagesOf(platform, [entry]))[0]!.resources[0];
  },
  datastore_search: datastoreSearch,
};

const siteOf = ({ config }: Platform) => ({ url: config.publicUrl.replace(/\/$/, '') });

function listed(input: Input, shapes: { name: string }[]): unknown[] {
  const offset = numberIn(input, 'offset', 0, 10_000_000);
  const page = shapes.slice(offset, offset + numberIn(input, 'limit', packagesLimit, packagesLimit));
  return flagIn(input, 'all_fields', false) ? page : page.map(({ name }) => name);
}

/** By its name (307001-000001) or its id. */
async function entryOf(platform: Platform, id: string): Promise<Resource> {
  const code = resourceCodeFromPath(id);
  const entry =
    code !== null
      ? await openEntryByCode(platform.db, code)
      : uuid.test(id)
        ? await resourceById(platform.db, id)
        : undefined;
  if (!entry || openItems(entry).length === 0) throw notFound();
  return entry;
}

async function packagesOf(platform: Platform, entries: readonly Resource[]) {
  const [providers, fresh, all] = await Promise.all([
    agenciesByIds(
      platform.db,
      entries.map(({ providerId }) => providerId),
    ),
    freshnessOf(
      platform.db,
      entries.map(({ id }) => id),
    ),
    classes(platform.db),
  ]);
  return entries.flatMap((entry) => {
    const provider = providers.get(entry.providerId);
    const group = all.find(({ code }) => code === entry.classCode?.slice(0, 3)) ?? null;
    return provider
      ? [packageShape(siteOf(platform), { entry, provider, group, asOf: fresh.get(entry.id) ?? null })]
      : [];
  });
}

async function organisations(platform: Platform): Promise<{ agency: Agency; count: number }[]> {
  const counts = new Map<string, number>();
  for (const { providerId, count } of await openCounts(platform.db))
    counts.set(providerId, (counts.get(providerId) ?? 0) + count);
  const agencies = await agenciesByIds(platform.db, [...counts.keys()]);
  return [...agencies.values()]
    .map((agency) => ({ agency, count: counts.get(agency.id) ?? 0 }))
    .sort((one, other) => (one.agency.creditCode < other.agency.creditCode ? -1 : 1));
}

async function groups(platform: Platform): Promise<{ code: string; name: string; count: number }[]> {
  const counts = new Map<string, number>();
  for (const { group, count } of await openCounts(platform.db)) counts.set(group, (counts.get(group) ?? 0) + count);
  return (await classes(platform.db))
    .filter(({ code }) => counts.has(code))
    .map(({ code, name }) => ({ code, name, count: counts.get(code)! }));
}

async function packageSearch(platform: Platform, input: Input): Promise<unknown> {
  const { organisation, group, name } = filterQuery(textIn(input, 'fq'));
  const q = textIn(input, 'q');
  const rows = numberIn(input, 'rows', 10, packagesLimit);
  const start = numberIn(input, 'start', 0, 10_000_000);
  const sort = textIn(input, 'sort');
  const facets = listIn(input, 'facet.field') ?? [];
  const answer = (count: number, results: unknown[]) => ({
    count,
    sort: sort ?? 'score desc, metadata_modified desc',
    results,
    facets: Object.fromEntries(facets.map((facet) => [facet.replace(/[[\]"]/g, ''), {}])),
    search_facets: {},
  });
  if (name !== null) {
    const entry = await entryOf(platform, name).catch(() => null);
    return answer(entry ? 1 : 0, entry ? await packagesOf(platform, [entry]) : []);
  }
  const provider = organisation === null ? undefined : await providerNamed(platform, organisation);
  if (organisation !== null && !provider) return answer(0, []);
  const everything = q === null || q === '*:*' || q === '*';
  // In the order of ids a harvester that pages through everything sees each package once.
  if (everything && !provider && group === null && (sort === null || /^(id|name) asc/.test(sort))) {
    const total = (await openCounts(platform.db)).reduce((sum, { count }) => sum + count, 0);
    return answer(total, await packagesOf(platform, await openPage(platform.db, start, rows)));
  }
  const found = await searchEntries(platform, anyone, {
    ...(!everything && { q: q.slice(0, 100) }),
    ...(provider && { provider: provider.id }),
    ...(group !== null && { class: /^\d{1,20}$/.test(group) ? group : '0' }),
    open: true,
    state: 'published',
    sort: sort?.startsWith('metadata_modified') ? 'newest' : 'relevance',
    offset: start,
    limit: rows,
  });
  const entries = await resourcesWithItems(
    platform.db,
    found.items.map(({ id }) => id),
  );
  return answer(
    found.total,
    await packagesOf(
      platform,
      found.items.flatMap(({ id }) => entries.get(id) ?? []),
    ),
  );
}

async function providerNamed(platform: Platform, name: string): Promise<Agency | undefined> {
  return uuid.test(name) ? agencyById(platform.db, name) : agencyByCreditCode(platform.db, name.toUpperCase());
}

const types: Readonly<Record<Item['type'], string>> = {
  C: 'text',
  M: 'text',
  G: 'text',
  N: 'numeric',
  Y: 'numeric',
  D: 'date',
  T: 'timestamptz',
  L: 'bool',
  I: 'int8',
  B: 'float8',
  F: 'float8',
};

async function datastoreSearch(platform: Platform, input: Input): Promise<unknown> {
  const id = requiredText(input, 'resource_id');
  const entry = await entryOf(platform, id);
  const open = openItems(entry);
  const itemOf = (field: string, of: string) => {
    const item = open.find(({ code }) => code === field);
    if (!item) throw invalid(of, `field "${field.slice(0, 100)}" not in table`);
    return item;
  };
  const fields = listIn(input, 'fields')?.filter((field) => field !== '_id');
  const items = fields ? fields.map((field) => itemOf(field, 'fields')) : open;
  const filters = filtersIn(input);
  for (const field of filters.keys()) itemOf(field, 'filters');
  const sort = (listIn(input, 'sort') ?? []).map((part) => {
    const [, field, direction] = /^"?(\w+)"?(?:\s+(asc|desc)(?:\s+nulls last)?)?$/i.exec(part) ?? [];
    if (field === undefined) throw invalid('sort', `cannot sort by "${part.slice(0, 100)}"`);
    return { item: itemOf(field, 'sort').code, descending: direction?.toLowerCase() === 'desc' };
  });
  const limit = numberIn(input, 'limit', 100, rowsLimit);
  const offset = numberIn(input, 'offset', 0, 10_000_000);
  const question = {
    resourceId: entry.id,
    items,
    searchable: open,
    filters,
    q: textIn(input, 'q'),
    sort,
    keyItems: entry.keyItems,
    offset,
    limit,
  };
  const answer = await readOpenRows(platform, question).catch((error) => {
    if (isSqlState(error, queryCanceled))
      throw new CkanError(504, 'Search Query Error', { message: 'The query took too long' });
    throw error;
  });
  if (!answer) throw notFound(`Resource "${id}" was not found.`);
  countOpenRead(platform, 'ckan');
  const next = (from: number) => `/api/3/action/datastore_search?resource_id=${id}&offset=${from}`;
  return {
    resource_id: id,
    records_format: 'objects',
    fields: [
      { id: '_id', type: 'int' },
      ...items.map(({ code, type, name }) => ({ id: code, type: types[type], info: { label: name } })),
    ],
    records: answer.rows.map((row, at) => ({ _id: offset + at + 1, ...row })),
    ...(flagIn(input, 'include_total', true) && { total: answer.total, total_was_estimated: false }),
    limit,
    ...(offset > 0 && { offset }),
    _links: { start: next(0), next: next(offset + limit) },
  };
}
