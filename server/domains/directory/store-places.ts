/** The whole country, as a region code: what lies above the provinces of GB/T 2260. */
export const wholeCountry = '000000';

/**
 * A select of one row for an agency in force: kind, and regions, which are its own and those above it. GB/T 2260 codes nest by
 * pairs of digits. `agencyId` is an expression.
 */
export function agencyPlaceSql(agencyId: string): string {
  return `select kind, array['${wholeCountry}', left(region_code, 2) || '0000', left(region_code, 4) || '00', region_code] as regions
    from directory.agencies where id = ${agencyId} and active`;
}

/** The same of a row that is known. */
export function regionsAbove(regionCode: string): string[] {
  return [...new Set([wholeCountry, `${regionCode.slice(0, 2)}0000`, `${regionCode.slice(0, 4)}00`, regionCode])];
}
