import type { Item } from './catalogue.ts';

/**
 * Where the records of a resource are, as its data elements say: a longitude and a latitude (degrees, CGCS2000 or WGS 84: they
 * differ by centimetres), or a geometry as GeoJSON text (RFC 7946).
 */
export type Placed = { longitude: string; latitude: string } | { geometry: string };

/** A position: longitude, latitude, in degrees. */
export type Position = readonly [number, number];

export interface Geometry {
  type: 'Point' | 'MultiPoint' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon';
  coordinates: unknown;
}

/** The items that place a resource's records, by code; null when none do. */
export function placedBy(items: readonly Pick<Item, 'code' | 'element'>[]): Placed | null {
  const of = (element: string) => items.find((item) => item.element === element)?.code;
  const geometry = of('geometry');
  if (geometry !== undefined) return { geometry };
  const longitude = of('longitude');
  const latitude = of('latitude');
  return longitude !== undefined && latitude !== undefined ? { longitude, latitude } : null;
}

const depths = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 } as const;

/** Where a record is; null when it does not say, or what it says is no place on earth. */
export function geometryOf(placed: Placed, row: Readonly<Record<string, unknown>>): Geometry | null {
  if ('geometry' in placed) {
    const text = row[placed.geometry];
    return typeof text === 'string' ? readGeometry(text) : null;
  }
  const position = [numberOf(row[placed.longitude]), numberOf(row[placed.latitude])];
  return isPosition(position) ? { type: 'Point', coordinates: position } : null;
}

/** The geometry that a text is, as GeoJSON has it (RFC 7946, section 3.1); null when it is none, or one off the earth. */
export function readGeometry(text: string): Geometry | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof read !== 'object' || read === null || !('type' in read) || !('coordinates' in read)) return null;
  const depth = Object.hasOwn(depths, String(read.type)) ? depths[read.type as Geometry['type']] : undefined;
  if (depth === undefined || !isNested(read.coordinates, depth)) return null;
  return { type: read.type as Geometry['type'], coordinates: read.coordinates };
}

function isNested(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return depth === 0 ? isPosition(value) : value.every((each) => isNested(each, depth - 1));
}

function isPosition(value: readonly unknown[]): boolean {
  const [longitude, latitude] = value;
  return (
    typeof longitude === 'number' &&
    typeof latitude === 'number' &&
    Math.abs(longitude) <= 180 &&
    Math.abs(latitude) <= 90
  );
}

function numberOf(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** All positions of a geometry, in their order. */
export function positionsOf({ coordinates }: Geometry): Position[] {
  const walk = (value: unknown): Position[] =>
    Array.isArray(value) && typeof value[0] === 'number'
      ? [[value[0], value[1] as number]]
      : (value as unknown[]).flatMap(walk);
  return walk(coordinates);
}
