import { completeCreditCode } from '../../contracts/credit-code.ts';
import type { Names } from '../../contracts/pack.ts';
import { addressIn } from './generate-families.ts';
import { dateOf, dayOf, demoOrganisation } from './generate-numbers.ts';
import { randomFor } from './generate-random.ts';
import type { Regions } from './generate-regions.ts';
import type { Row } from './generate-rows.ts';

export interface CompanySettings {
  seed: number;
  asOfDay: number;
  names: Names;
  regions: Regions;
}

/** The company of an index (from 1; 0 is the fixed one of the pack), as a row of the company register. */
export function companyAt(
  index: number,
  { seed, asOfDay, names, regions }: CompanySettings,
): Row & { credit_code: string; name: string } {
  const random = randomFor(seed, 'company', index);
  const county = random.pick(random.chance(0.6) ? regions.hangzhou : regions.zhejiang);
  const trade = random.pick(names.companyTrades);
  const place = county.city.replace(/市$/, '');
  const word = random.pick(names.companyWords);
  const establishedOn = random.between(dayOf('1994-07-01'), asOfDay - 30);
  // A few texts hold what breaks careless readers of CSV: a comma, a quote, a line break.
  const extra = random.pick([
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '；许可项目："以审批结果为准"',
    ', 一般项目',
    '\n许可项目另列',
  ]);
  return {
    credit_code: completeCreditCode(`91${county.code}${demoOrganisation(index)}`),
    name: `${place}${word}${random.pick(names.companyWords.filter((other) => other !== word))}${trade.name}有限公司`,
    kind: random.pick(['1100', '1100', '1100', '1130', '1200']),
    legal_representative:
      random.pick([...names.surnames]) + random.pick(random.chance(0.6) ? names.maleGiven : names.femaleGiven),
    registered_capital: random.pick([10, 50, 100, 200, 500, 1000, 5000]) + random.pick([0, 0, 0, 0.5, 8.88]),
    established_on: dateOf(establishedOn),
    region_code: county.code,
    address: addressIn(county, random, names),
    business_scope: trade.scope + extra,
    status: random.pick(['1', '1', '1', '1', '1', '1', '1', '1', '2', '3']),
    authority: `${county.city}${county.county}市场监督管理局`,
    approved_on: dateOf(random.between(establishedOn, asOfDay)),
  };
}
