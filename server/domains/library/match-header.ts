import { pinyin } from 'pinyin-pro';
import type { Item } from '../../../contracts/catalogue.ts';
import { DomainError } from '../../platform/domain-error.ts';

export interface Header {
  /** The columns of the file as they stand. */
  columns: string[];
  /** For each item, the column that holds it. */
  positions: number[];
}

/** A table wider than this is no register: most likely the file is of another kind. */
export const columnLimit = 1000;

type Named = Pick<Item, 'code' | 'name'>;

/**
 * For each item the columns that may hold it: those that a steward matched to it by hand, else those that carry its name or
 * its code, whatever their case, width, spaces and brackets, else that spell its name in pinyin.
 */
export function columnsOf(
  columns: readonly string[],
  items: readonly Named[],
  remembered: Readonly<Record<string, string>> = {},
): number[][] {
  const byHand = new Map<string, number[]>();
  const places = new Map<string, number[]>();
  columns.forEach((column, place) => {
    const name = column.trim();
    // Of the file's own words; a member of Object.prototype is none.
    const chosen = Object.hasOwn(remembered, name) ? remembered[name] : undefined;
    if (chosen === undefined) push(places, plain(name), place);
    else push(byHand, chosen, place);
  });
  const found = items.map(({ code, name }) => {
    const chosen = byHand.get(code);
    if (chosen) return chosen;
    return [...new Set([...(places.get(plain(name)) ?? []), ...(places.get(plain(code)) ?? [])])];
  });
  matchBySound(found, items, places);
  return found;
}

/** Items that are left take the column that spells their name in pinyin, whole or by initials, if no other item sounds so. */
function matchBySound(found: number[][], items: readonly Named[], places: ReadonlyMap<string, number[]>): void {
  const taken = new Set(found.flat());
  const left = items.flatMap(({ name }, at) => (found[at]!.length === 0 ? [{ at, sounds: soundsOf(name) }] : []));
  for (const { at, sounds } of left) {
    for (const sound of sounds) {
      const free = (places.get(sound) ?? []).filter((place) => !taken.has(place));
      if (free.length === 0 || left.some((other) => other.at !== at && other.sounds.includes(sound))) continue;
      found[at] = free;
      break;
    }
  }
}

/** A name in pinyin without tones, and its initials: 户号 is huhao and hh. */
function soundsOf(name: string): string[] {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true }).map(plain);
  return [syllables.join(''), syllables.map((syllable) => syllable[0] ?? '').join('')].filter(
    (sound) => sound.length > 1,
  );
}

/**
 * Finds each item's column. Columns that are no item are left alone: the report of rejects comes back with its own. Throws
 * `file-header-unmatched` that names every item without a column, `file-malformed` for an item that has two, or for more
 * than 1000 columns.
 */
export function matchHeader(
  columns: readonly string[],
  items: readonly Named[],
  line = 1,
  remembered: Readonly<Record<string, string>> = {},
): Header {
  if (columns.length > columnLimit) {
    throw new DomainError('file-malformed', {
      line,
      fault: { zh: `多于 ${columnLimit} 列`, en: `it has more than ${columnLimit} columns` },
    });
  }
  const found = columnsOf(columns, items, remembered);
  const missing = items.filter((_, index) => found[index]!.length === 0).map(({ name }) => name);
  if (missing.length > 0) throw new DomainError('file-header-unmatched', { items: missing });
  const twice = items.find((_, index) => found[index]!.length > 1);
  if (twice) {
    throw new DomainError('file-malformed', {
      line,
      fault: { zh: `信息项“${twice.name}”有两列`, en: `item “${twice.name}” has two columns` },
    });
  }
  return { columns: [...columns], positions: found.map(([place]) => place!) };
}

/** A heading without what people vary: case, full width (NFKC), spaces, brackets and underscores. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()[\]_*:-]/g, '');
}

function push(map: Map<string, number[]>, key: string, place: number): void {
  const known = map.get(key);
  if (known) known.push(place);
  else map.set(key, [place]);
}
