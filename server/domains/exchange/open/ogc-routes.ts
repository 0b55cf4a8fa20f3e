import type { FastifyReply, FastifyRequest } from 'fastify';
import { resourceCodeFromPath } from '../../../../contracts/resource-code.ts';
import { DomainError } from '../../../platform/domain-error.ts';
import type { HttpServer } from '../../../platform/http.ts';
import type { Platform } from '../../../platform/platform.ts';
import { openEntries, openEntryByCode } from '../../catalogue/index.ts';
import { readOpenRows } from '../../library/index.ts';
import {
  type Collection,
  collectionNode,
  collectionOf,
  conformance,
  featureCollection,
  featureLimit,
  featureOf,
  keyOfFeature,
  openApi30,
  usualFeatures,
} from './features.ts';
import { countOpenRead, wholeQuestion } from './read-open.ts';

const json = 'application/json; charset=utf-8';
const geoJson = 'application/geo+json; charset=utf-8';

/** Open geodata by OGC API – Features, Part 1: Core, as GDAL, QGIS and others read it. */
export function ogcRoutes({ server }: HttpServer, platform: Platform): void {
  const site = platform.config.publicUrl.replace(/\/$/, '');
  const on = (path: string, type: string, answer: (request: FastifyRequest) => Promise<object>) =>
    server.get(`/ogc${path}`, { schema: { hide: true } as never }, async (request, reply: FastifyReply) => {
      const body = JSON.stringify(await answer(request));
      return reply.header('access-control-allow-origin', '*').type(type).send(body);
    });

  const landing = async () => ({
    title: '数跑 Legwork',
    description: '向社会开放的地理数据。Geodata that is open to the public.',
    links: [
      { rel: 'self', type: 'application/json', href: `${site}/ogc` },
      { rel: 'service-desc', type: 'application/vnd.oai.openapi+json;version=3.0', href: `${site}/ogc/api` },
      { rel: 'conformance', type: 'application/json', href: `${site}/ogc/conformance` },
      { rel: 'data', type: 'application/json', href: `${site}/ogc/collections` },
    ],
  });
  on('', json, landing);
  on('/', json, landing);
  on('/api', 'application/vnd.oai.openapi+json;version=3.0', async () => openApi30(site));
  on('/conformance', json, async () => ({ conformsTo: conformance }));
  on('/collections', json, async () => {
    const collections: object[] = [];
    for await (const entries of openEntries(platform.db))
      for (const entry of entries) {
        const collection = collectionOf(entry);
        if (collection) collections.push(collectionNode(site, collection));
      }
    return { collections, links: [{ rel: 'self', type: 'application/json', href: `${site}/ogc/collections` }] };
  });
  on('/collections/:id', json, async (request) => collectionNode(site, await collectionIn(platform, request)));
  on('/collections/:id/items', geoJson, async (request) => {
    const collection = await collectionIn(platform, request);
    const query = request.query as Record<string, unknown>;
    const known = ['limit', 'offset', 'bbox', 'datetime', 'f'];
    const unknown = Object.keys(query).find((name) => !known.includes(name));
    // The standard has an unknown parameter refused (Core, requirement 7.15.2).
    if (unknown !== undefined) throw invalid(unknown);
    const limit = wholeIn(query, 'limit', usualFeatures, 1, Number.MAX_SAFE_INTEGER);
    const offset = wholeIn(query, 'offset', 0, 0, 100_000_000);
    const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const page = { offset, limit: Math.min(limit, featureLimit), query: asked };
    const box = boxIn(query);
    const answer = await readOpenRows(platform, {
      ...wholeQuestion(collection.resource, offset, page.limit),
      within: box && { placed: collection.placed, box },
    });
    countOpenRead(platform, 'ogc');
    return featureCollection(site, collection, answer, page, platform.now());
  });
  on('/collections/:id/items/:feature', geoJson, async (request) => {
    const collection = await collectionIn(platform, request);
    const { feature } = request.params as { feature: string };
    const filters = keyOfFeature(collection.resource, encodedIn(request.raw.url ?? '') ?? feature);
    const answer = filters && (await readOpenRows(platform, { ...wholeQuestion(collection.resource, 0, 1), filters }));
    if (!answer?.rows[0]) throw new DomainError('not-found');
    countOpenRead(platform, 'ogc');
    return featureOf(collection, answer.rows[0]);
  });
}

/** The id as it stood in the address: its parts are encoded once more than the router undoes. */
function encodedIn(url: string): string | undefined {
  return url.split('?')[0]!.split('/').at(-1);
}

async function collectionIn(platform: Platform, request: FastifyRequest): Promise<Collection> {
  const code = resourceCodeFromPath((request.params as { id: string }).id);
  const resource = code === null ? undefined : await openEntryByCode(platform.db, code);
  const collection = resource && collectionOf(resource);
  if (!collection) throw new DomainError('not-found');
  return collection;
}

function invalid(name: string): DomainError {
  return new DomainError('request-invalid', { summary: name });
}

function wholeIn(query: Record<string, unknown>, name: string, usual: number, least: number, most: number): number {
  const value = query[name];
  if (value === undefined) return usual;
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) throw invalid(name);
  return number;
}

/** `bbox`: four numbers, or six of which the heights are passed over. */
function boxIn(query: Record<string, unknown>): [number, number, number, number] | undefined {
  if (query.bbox === undefined) return undefined;
  const parts =
    typeof query.bbox === 'string'
      ? query.bbox.split(',').map((part) => (part.trim() ? Number(part) : Number.NaN))
      : [];
  const [west, south, east, north] = parts.length === 6 ? [parts[0], parts[1], parts[3], parts[4]] : parts;
  const fits = (value: number | undefined, most: number) => value !== undefined && Math.abs(value) <= most;
  if (
    ![4, 6].includes(parts.length) ||
    !fits(west, 180) ||
    !fits(east, 180) ||
    !fits(south, 90) ||
    !fits(north, 90) ||
    south! > north!
  )
    throw invalid('bbox');
  return [west!, south!, east!, north!];
}
