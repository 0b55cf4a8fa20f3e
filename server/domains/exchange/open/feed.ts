import { Readable } from 'node:stream';
import type { Platform } from '../../../platform/platform.ts';
import { openCounts, openEntries, openItems, openPage, type Resource } from '../../catalogue/index.ts';
import { agenciesByIds } from '../../directory/index.ts';
import { catalogNode, datasetIri, datasetNode, type Node, pageView, type Site } from './dcat.ts';
import { jsonLdContext, jsonLdOf, turtleHead, turtleOf } from './write-rdf.ts';

export type FeedFormat = 'jsonld' | 'ttl';
const pageSize = 100;

/** The feed as a stream: one page with its place in the whole, or all of it. */
export function dcatFeed(platform: Platform, format: FeedFormat, page: number | null): Readable {
  const site = { url: platform.config.publicUrl.replace(/\/$/, '') };
  return Readable.from(
    format === 'ttl' ? turtle(nodes(platform, site, format, page)) : jsonLd(nodes(platform, site, format, page)),
  );
}

async function* nodes(platform: Platform, site: Site, format: FeedFormat, page: number | null): AsyncGenerator<Node> {
  const catalogue = catalogNode(site, { datasets: [] });
  if (page === null) {
    yield catalogue;
    for await (const entries of openEntries(platform.db)) yield* datasets(platform, site, entries);
    return;
  }
  const total = (await openCounts(platform.db)).reduce((sum, { count }) => sum + count, 0);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const view = pageView(`${site.url}/dcat/catalog.${format}`, page, pages);
  const entries = await openPage(platform.db, (page - 1) * pageSize, pageSize);
  yield catalogNode(site, { datasets: [], view });
  yield* datasets(platform, site, entries);
}

/** Each dataset, tied to the catalogue by a statement of its own, so that nothing is held until the end. */
async function* datasets(platform: Platform, site: Site, entries: readonly Resource[]): AsyncGenerator<Node> {
  const providers = await agenciesByIds(
    platform.db,
    entries.map(({ providerId }) => providerId),
  );
  for (const entry of entries) {
    const provider = providers.get(entry.providerId);
    if (!provider || openItems(entry).length === 0) continue;
    yield {
      id: `${site.url}/open`,
      types: ['dcat:Catalog'],
      properties: [['dcat:dataset', [{ iri: datasetIri(site, entry.code!) }]]],
    };
    yield datasetNode(site, entry, provider);
  }
}

async function* turtle(list: AsyncIterable<Node>): AsyncGenerator<string> {
  yield turtleHead;
  for await (const node of list) yield turtleOf(node);
}

async function* jsonLd(list: AsyncIterable<Node>): AsyncGenerator<string> {
  yield `{"@context":${JSON.stringify(jsonLdContext)},"@graph":[`;
  let between = '';
  for await (const node of list) {
    yield between + JSON.stringify(jsonLdOf(node));
    between = ',\n';
  }
  yield ']}';
}
