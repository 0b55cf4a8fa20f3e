import { completeCitizenId } from '../../contracts/citizen-id.ts';

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The organisation part of the nth made-up company: DEM and five characters of the credit code's alphabet. */
export function demoOrganisation(index: number): string {
  let rest = index;
  let text = '';
  for (let place = 0; place < 5; place += 1) {
    text = creditAlphabet[rest % 31] + text;
    rest = Math.floor(rest / 31);
  }
  return `DEM${text}`;
}

const msPerDay = 86_400_000;

/** Day number (days since 1970-01-01) of a date written YYYY-MM-DD. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / msPerDay;
}

/** A day number written YYYY-MM-DD. */
export function dateOf(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10);
}

/** A day so many years after another, to the day within a leap year or so. */
export function yearsAfter(day: number, years: number): number {
  return day + Math.round(years * 365.2425);
}

const firstBirthYear = 1910;

/**
 * Gives out citizen ID numbers, no two alike. The three sequence digits are 900–989 (odd: male), which registries of the
 * real world hardly reach; 990–999 stay free for the fixed people of the pack. When a county's day is used up the
 * day before is taken, so the caller reads the birth date from the reply.
 */
export class CitizenIds {
  readonly #firstDay = dayOf(`${firstBirthYear}-01-01`);
  readonly #days: number;
  readonly #counties: Map<string, number>;
  readonly #used: Uint8Array;

  constructor(counties: readonly string[], lastDay: number) {
    this.#days = lastDay - this.#firstDay + 1;
    this.#counties = new Map(counties.map((county, at) => [county, at]));
    this.#used = new Uint8Array(counties.length * this.#days * 2);
  }

  next(county: string, birthDay: number, sex: '1' | '2'): { citizenId: string; birthDay: number } {
    const countyAt = this.#counties.get(county);
    if (countyAt === undefined) throw new Error(`No county ${county} to be born in.`);
    for (let day = birthDay; day >= this.#firstDay; day -= 1) {
      const slot = (countyAt * this.#days + (day - this.#firstDay)) * 2 + (sex === '1' ? 0 : 1);
      const used = this.#used[slot]!;
      if (used === 45) continue;
      this.#used[slot] = used + 1;
      const sequence = 900 + used * 2 + (sex === '1' ? 1 : 0);
      return { citizenId: completeCitizenId(county + dateOf(day).replaceAll('-', '') + sequence), birthDay: day };
    }
    throw new Error(`County ${county} has no number left before ${dateOf(birthDay)}.`);
  }
}
