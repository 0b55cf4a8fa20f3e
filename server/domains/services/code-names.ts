import type { Db } from '../../platform/database.ts';
import { codeLists } from '../catalogue/index.ts';
import { regionByCode } from '../directory/index.ts';

/**
 * A form's value as a person reads it: codes of a list by their names, a region with those above it (浙江省杭州市拱墅区),
 * several joined by 、. What is not in its list stays as it is.
 */
export async function codeNames(db: Db, codeList: string | undefined, value: unknown): Promise<string> {
  const values = (Array.isArray(value) ? value : [value]).map(String);
  if (codeList === undefined) return values.join('、');
  if (codeList === 'regions') {
    const names: string[] = [];
    for (const code of values) names.push(await regionName(db, code));
    return names.join('、');
  }
  const entries = (await codeLists(db)).find((list) => list.code === codeList)?.entries ?? [];
  return values.map((code) => entries.find((entry) => entry.code === code)?.name ?? code).join('、');
}

async function regionName(db: Db, code: string): Promise<string> {
  let name = '';
  let at: string | null = code;
  // Country, province, city, county: no chain is longer.
  for (let level = 0; at !== null && level < 4; level++) {
    const region = await regionByCode(db, at);
    if (!region) break;
    name = region.name + name;
    at = region.parentCode;
  }
  return name || code;
}
