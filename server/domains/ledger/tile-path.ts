export interface TilePath {
  /** 0 – 63. */
  level: number;
  index: number;
  /** Hashes asked for of a tile that fills, 1 – 255; undefined for a full tile. */
  width?: number;
}

/**
 * Reads the path of a tile below `tile/` (C2SP tlog-tiles): the level, then the index in groups of three digits, all but
 * the last beginning with x, then `.p/WIDTH` for a partial tile. Null for anything else: a tile has one address only.
 */
export function parseTilePath(level: string, rest: string): TilePath | null {
  const match = /^((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(rest);
  if (!/^(0|[1-9]\d?)$/.test(level) || Number(level) > 63 || !match) return null;
  const [, groups = '', last = '', widthText] = match;
  const index = Number(groups.replace(/[x/]/g, '') + last);
  if (groups.startsWith('x000') || !Number.isSafeInteger(index)) return null;
  if (widthText === undefined) return { level: Number(level), index };
  const width = Number(widthText);
  return width > 255 ? null : { level: Number(level), index, width };
}

/** The path below `tile/` of a tile: the inverse of parseTilePath. */
export function formatTilePath({ level, index, width }: TilePath): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g)!;
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/');
  return `${level}/${path}${width === undefined ? '' : `.p/${width}`}`;
}
