import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row } from './generate-rows.ts';

export interface County {
  code: string;
  /** 浙江省杭州市拱墅区 */
  fullName: string;
  city: string;
  county: string;
}

/** The counties that people and companies of the demo world live in, and the rows of the regions resource. */
export interface Regions {
  zhejiang: County[];
  hangzhou: County[];
  guizhou: County[];
  guiyang: County[];
  rows: Row[];
}

/** Reads the pack's region files; the overlay's additions, renamings and removals apply over them in order. */
export async function readRegions(packDir: string): Promise<Regions> {
  const read = async (file: string) => simpleCsv(await readFile(join(packDir, 'regions', file), 'utf8'));
  const rows = new Map<string, Row>();
  for (const [file, level] of [
    ['provinces.csv', '2'],
    ['cities.csv', '3'],
    ['counties.csv', '4'],
  ] as const) {
    for (const row of await read(file)) {
      rows.set(row.code!, {
        code: row.code!,
        name: row.name!,
        level,
        parent_code: row.parent_code || null,
        since: null,
        status: 'standard',
        note: null,
      });
    }
  }
  for (const row of await read('overlay.csv')) {
    if (row.change === 'remove') rows.delete(row.code!);
    else
      rows.set(row.code!, {
        code: row.code!,
        name: row.name!,
        level: levelOf(row.code!),
        parent_code: row.parent_code || null,
        since: row.since || null,
        status: row.status!,
        note: row.note || null,
      });
  }
  const counties = (prefix: string) =>
    [...rows.values()]
      .filter((row) => row.level === '4' && String(row.code).startsWith(prefix))
      .map((row) => countyOf(row, rows));
  return {
    zhejiang: counties('33'),
    hangzhou: counties('3301'),
    guizhou: counties('52'),
    guiyang: counties('5201'),
    rows: [...rows.values()].sort((a, b) => (String(a.code) < String(b.code) ? -1 : 1)),
  };
}

/** English names of regions by code (regions/english.csv). */
export async function readEnglishNames(packDir: string): Promise<Map<string, string>> {
  const rows = simpleCsv(await readFile(join(packDir, 'regions', 'english.csv'), 'utf8'));
  return new Map(rows.map((row) => [row.code!, row.name_en!]));
}

function countyOf(row: Row, rows: Map<string, Row>): County {
  const city = rows.get(String(row.parent_code));
  const province = rows.get(String(city?.parent_code));
  return {
    code: String(row.code),
    county: String(row.name),
    city: String(city?.name),
    fullName: `${province?.name}${city?.name}${row.name}`,
  };
}

function levelOf(code: string): string {
  if (code.endsWith('0000')) return '2';
  return code.endsWith('00') ? '3' : '4';
}

/** The pack's own region files hold no quotes and no commas within a cell. */
function simpleCsv(text: string): Record<string, string>[] {
  const [header, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(header!.map((name, at) => [name, cells[at] ?? ''])));
}
