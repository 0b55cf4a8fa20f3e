import {
  type Geometry,
  geometryOf,
  type Placed,
  type Position,
  placedBy,
  positionsOf,
} from '../../../../contracts/geometry.ts';
import { resourceCodeToPath } from '../../../../contracts/resource-code.ts';
import { openItems, type Resource } from '../../catalogue/index.ts';
import type { RowAnswer } from '../../library/index.ts';

/**
 * The shapes of OGC API – Features, Part 1: Core (OGC 17-069r4): plain values, no I/O. A collection is an open resource whose records
 * have a place; its features are its rows, named by the values of the key.
 */

export const conformance = [
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
];

const crs = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

/** A collection of features: an open resource whose records have a place. */
export interface Collection {
  resource: Resource;
  placed: Placed;
}

/** Null for a resource whose open items do not say where its records are. */
export function collectionOf(resource: Resource): Collection | null {
  const placed = placedBy(openItems(resource));
  return placed && { resource, placed };
}

export function collectionNode(site: string, { resource }: Collection) {
  const self = `${site}/ogc/collections/${resourceCodeToPath(resource.code!)}`;
  return {
    id: resourceCodeToPath(resource.code!),
    title: resource.name,
    description: resource.summary,
    itemType: 'feature',
    crs: [crs],
    extent: { spatial: { bbox: [[-180, -90, 180, 90]], crs } },
    links: [
      { rel: 'self', type: 'application/json', title: resource.name, href: self },
      { rel: 'items', type: 'application/geo+json', title: resource.name, href: `${self}/items` },
      {
        rel: 'alternate',
        type: 'text/html',
        title: resource.name,
        href: `${site}/open/${resourceCodeToPath(resource.code!)}`,
      },
    ],
  };
}

/** One row as a GeoJSON feature (RFC 7946); its place stands in `geometry` alone. */
export function featureOf({ resource, placed }: Collection, row: Record<string, unknown>) {
  const places = new Set(Object.values(placed));
  return {
    type: 'Feature' as const,
    id: featureId(resource, row),
    geometry: geometryOf(placed, row),
    properties: Object.fromEntries(Object.entries(row).filter(([code]) => !places.has(code))),
  };
}

/** The values of the key, joined as they stand in a URL. */
export function featureId(resource: Pick<Resource, 'keyItems'>, row: Record<string, unknown>): string {
  return resource.keyItems.map((code) => encodeURIComponent(String(row[code] ?? ''))).join(';');
}

/** The key's values by item; null for an id that is none. */
export function keyOfFeature(resource: Pick<Resource, 'keyItems'>, id: string): Map<string, string[]> | null {
  const parts = id.split(';');
  if (resource.keyItems.length === 0 || parts.length !== resource.keyItems.length) return null;
  try {
    return new Map(resource.keyItems.map((code, i) => [code, [decodeURIComponent(parts[i]!)]]));
  } catch {
    return null;
  }
}

export interface Page {
  offset: number;
  limit: number;
  /** The query as it was asked, without offset. */
  query: URLSearchParams;
}

export function featureCollection(
  site: string,
  collection: Collection,
  answer: RowAnswer | null,
  page: Page,
  now: Date,
) {
  const self = `${site}/ogc/collections/${resourceCodeToPath(collection.resource.code!)}/items`;
  const link = (rel: string, offset: number) => {
    const query = new URLSearchParams(page.query);
    query.set('offset', String(offset));
    return { rel, type: 'application/geo+json', href: `${self}?${query}` };
  };
  const rows = answer?.rows ?? [];
  const total = answer?.total ?? 0;
  return {
    type: 'FeatureCollection' as const,
    timeStamp: now.toISOString(),
    numberMatched: total,
    numberReturned: rows.length,
    features: rows.map((row) => featureOf(collection, row)),
    links: [
      link('self', page.offset),
      ...(page.offset + rows.length < total ? [link('next', page.offset + page.limit)] : []),
      ...(page.offset > 0 ? [link('prev', Math.max(0, page.offset - page.limit))] : []),
    ],
  };
}

/** West, south, east, north of some geometries; null for none. */
export function extentOf(geometries: readonly Geometry[]): [number, number, number, number] | null {
  const positions: Position[] = geometries.flatMap(positionsOf);
  if (positions.length === 0) return null;
  const of = (at: 0 | 1) => positions.map((position) => position[at]);
  return [Math.min(...of(0)), Math.min(...of(1)), Math.max(...of(0)), Math.max(...of(1))];
}

/** The service's own description, OpenAPI 3.0 as the standard's conformance class names it. */
export function openApi30(site: string) {
  const get = (operationId: string, summary: string, parameters: object[] = []) => ({
    get: {
      operationId,
      summary,
      parameters,
      responses: { '200': { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } } },
    },
  });
  const inPath = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
  const inQuery = (name: string, schema: object, more: object = {}) => ({
    name,
    in: 'query',
    required: false,
    schema,
    ...more,
  });
  return {
    openapi: '3.0.3',
    info: { title: 'Legwork (数跑): open geodata', version: '1.0.0' },
    servers: [{ url: `${site}/ogc` }],
    paths: {
      '/': get('getLandingPage', 'Landing page'),
      '/conformance': get('getConformance', 'What this service conforms to'),
      '/collections': get('getCollections', 'Open resources whose records have a place'),
      '/collections/{collectionId}': get('getCollection', 'One of them', [inPath('collectionId')]),
      '/collections/{collectionId}/items': get('getFeatures', 'Its records as GeoJSON features', [
        inPath('collectionId'),
        inQuery('limit', { type: 'integer', minimum: 1, maximum: featureLimit, default: usualFeatures }),
        inQuery('offset', { type: 'integer', minimum: 0, default: 0 }),
        inQuery(
          'bbox',
          { type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } },
          { style: 'form', explode: false },
        ),
        inQuery('datetime', { type: 'string' }),
      ]),
      '/collections/{collectionId}/items/{featureId}': get('getFeature', 'One record', [
        inPath('collectionId'),
        inPath('featureId'),
      ]),
    },
  };
}

export const usualFeatures = 100;
/** Features of one page. */
export const featureLimit = 10_000;
