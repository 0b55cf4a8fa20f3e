import './place-map.css';
import { type Geometry, type Position, positionsOf } from '../../contracts/geometry.ts';

export interface Place {
  key: string;
  name: string;
  geometry: Geometry;
}

interface PlaceMapProps {
  /** What the map shows, in a sentence: its text for who does not see it. The table beside it holds the places. */
  title: string;
  places: readonly Place[];
}

const width = 640;
const height = 400;
const margin = 40;

/**
 * Places drawn to scale on a grid of degrees, north up, each with its name on hover. There is no ground map: a node without the outside
 * world has none to fetch. An equirectangular projection, true to scale at the middle latitude.
 */
export function PlaceMap({ title, places }: PlaceMapProps) {
  const positions = places.flatMap(({ geometry }) => positionsOf(geometry));
  if (positions.length === 0) return null;
  const [west, south, east, north] = roomAround(positions);
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((width - 2 * margin) / ((east - west) * shrink), (height - 2 * margin) / (north - south));
  const middle = [(west + east) / 2, (south + north) / 2] as const;
  const at = ([longitude, latitude]: Position) =>
    [width / 2 + (longitude - middle[0]) * shrink * scale, height / 2 - (latitude - middle[1]) * scale] as const;
  const step = stepOf(Math.max(east - west, north - south));
  return (
    <figure className="place-map">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
        {linesFrom(west, east, step).map((longitude) => {
          const [x] = at([longitude, south]);
          return (
            <g key={longitude}>
              <line className="place-grid" x1={x} x2={x} y1={0} y2={height} />
              <text className="place-degree" x={x + 3} y={height - 6}>
                {degrees(longitude)}°
              </text>
            </g>
          );
        })}
        {linesFrom(south, north, step).map((latitude) => {
          const [, y] = at([west, latitude]);
          return (
            <g key={latitude}>
              <line className="place-grid" x1={0} x2={width} y1={y} y2={y} />
              <text className="place-degree" x={4} y={y - 4}>
                {degrees(latitude)}°
              </text>
            </g>
          );
        })}
        {places.map(({ key, name, geometry }) => (
          <Shape key={key} name={name} geometry={geometry} at={at} />
        ))}
      </svg>
      <figcaption className="quiet">{title}</figcaption>
    </figure>
  );
}

function Shape({
  name,
  geometry,
  at,
}: {
  name: string;
  geometry: Geometry;
  at(position: Position): readonly [number, number];
}) {
  const said = <title>{name}</title>;
  if (geometry.type === 'Point' || geometry.type === 'MultiPoint') {
    return positionsOf(geometry).map((position) => {
      const [x, y] = at(position);
      return (
        <circle key={position.join()} className="place-point" cx={x} cy={y} r={6}>
          {said}
        </circle>
      );
    });
  }
  const closed = geometry.type.endsWith('Polygon');
  const path = partsOf(geometry)
    .map(
      (part) =>
        part
          .map(
            (position, i) =>
              `${i === 0 ? 'M' : 'L'}${at(position)
                .map((value) => value.toFixed(1))
                .join(' ')}`,
          )
          .join('') + (closed ? 'Z' : ''),
    )
    .join('');
  return (
    <path className={closed ? 'place-area' : 'place-line'} d={path}>
      {said}
    </path>
  );
}

/** The lines or rings of a geometry. */
function partsOf({ type, coordinates }: Geometry): Position[][] {
  if (type === 'LineString') return [coordinates as Position[]];
  if (type === 'MultiPolygon') return (coordinates as Position[][][]).flat();
  return coordinates as Position[][];
}

/** The box around all, never thinner than a hundredth of a degree. */
function roomAround(positions: readonly Position[]): [number, number, number, number] {
  const of = (place: 0 | 1) => positions.map((position) => position[place]);
  const [west, south, east, north] = [Math.min(...of(0)), Math.min(...of(1)), Math.max(...of(0)), Math.max(...of(1))];
  const wide = Math.max(0.01 - (east - west), 0) / 2;
  const tall = Math.max(0.01 - (north - south), 0) / 2;
  return [west - wide, south - tall, east + wide, north + tall];
}

/** A round step that draws some three to eight lines over a span. */
function stepOf(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span));
  return [1, 0.5, 0.2].map((part) => part * power).find((step) => span / step >= 3) ?? 0.1 * power;
}

function linesFrom(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => (first + i) * step);
}

function degrees(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
