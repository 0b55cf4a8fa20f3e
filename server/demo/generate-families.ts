import type { Names } from '../../contracts/pack.ts';
import { type CitizenIds, yearsAfter } from './generate-numbers.ts';
import { type Random, randomFor } from './generate-random.ts';
import type { County, Regions } from './generate-regions.ts';

export interface Person {
  citizenId: string;
  name: string;
  sex: '1' | '2';
  birthDay: number;
  birthCounty: County;
  /** GB/T 4761 */
  relationToHead: string;
  ethnicity: string;
  employed: boolean;
}

export interface Child extends Person {
  /** Where the mother gave birth: not always where the family lives. */
  born: County;
}

/** People of one household: one or two parents (or none), their children, sometimes a grandmother. */
export interface Family {
  index: number;
  home: County;
  province: 'zhejiang' | 'guizhou';
  address: string;
  father: Person | null;
  mother: Person | null;
  children: Child[];
  others: Person[];
  marriedOn: number | null;
}

export interface FamilySettings {
  seed: number;
  asOfDay: number;
  names: Names;
  regions: Regions;
  ids: CitizenIds;
}

/** The family of an index, of at most `room` people. It depends on the seed and index alone, but for used-up ID numbers. */
export function familyAt(index: number, room: number, settings: FamilySettings): Family {
  const random = randomFor(settings.seed, 'family', index);
  const province = random.chance(0.7) ? 'zhejiang' : 'guizhou';
  const home = homeOf(province, random, settings.regions);
  const family: Family = {
    index,
    home,
    province,
    address: addressIn(home, random, settings.names),
    father: null,
    mother: null,
    children: [],
    others: [],
    marriedOn: null,
  };
  const shape = room === 1 ? 0 : random.next();
  const motherAge = random.between(22, 58);
  if (shape < 0.15) {
    const woman = random.chance(0.5);
    const single = adult(woman ? '2' : '1', ageToDay(motherAge, random, settings), '02', family, random, settings);
    if (woman) family.mother = single;
    else family.father = single;
    return family;
  }
  const mother = adult(
    '2',
    ageToDay(motherAge, random, settings),
    shape < 0.92 ? '10' : '02',
    family,
    random,
    settings,
  );
  family.mother = mother;
  if (shape < 0.92)
    family.father = adult('1', mother.birthDay - random.between(-700, 2200), '02', family, random, settings);
  if (shape >= 0.3) addChildren(family, mother, room - (family.father ? 2 : 1), random, settings);
  if (family.father) family.marriedOn = weddingDay(family, family.father, mother, random, settings);
  const size = (family.father ? 2 : 1) + family.children.length;
  if (family.father && size < room && random.chance(0.15)) {
    family.others.push(
      adult('2', yearsAfter(family.father.birthDay, -random.between(22, 34)), '50', family, random, settings),
    );
  }
  return family;
}

export function peopleOf(family: Family): Person[] {
  return [family.father, family.mother, ...family.children, ...family.others].filter((person) => person !== null);
}

/** A street address of a county, of roads and estates that say that they are examples. */
export function addressIn(county: County, random: Random, names: Names): string {
  const estate = `${random.pick(names.estates)}${random.between(1, 30)}幢${random.between(1, 4)}单元${random.between(1, 28)}0${random.between(1, 4)}室`;
  return `${county.fullName}${random.pick(names.roads)}${random.between(1, 900)}号${estate}`;
}

/** A made-up Chinese name; one in four hundred holds a character that GBK lacks. */
export function nameOf(sex: '1' | '2', surname: string, random: Random, names: Names): string {
  if (random.chance(1 / 400)) return surname + random.pick(names.rareGiven);
  return surname + random.pick(sex === '1' ? names.maleGiven : names.femaleGiven);
}

function homeOf(province: Family['province'], random: Random, regions: Regions): County {
  if (province === 'zhejiang') return random.pick(random.chance(0.65) ? regions.hangzhou : regions.zhejiang);
  return random.pick(random.chance(0.4) ? regions.guiyang : regions.guizhou);
}

function ageToDay(age: number, random: Random, { asOfDay }: FamilySettings): number {
  return yearsAfter(asOfDay, -age) - random.between(0, 364);
}

function adult(
  sex: '1' | '2',
  birthDay: number,
  relationToHead: string,
  family: Family,
  random: Random,
  settings: FamilySettings,
): Person {
  const { regions } = settings;
  const nearHome = random.chance(0.5);
  const local = nearHome
    ? family.home
    : random.pick(family.province === 'zhejiang' ? regions.zhejiang : regions.guizhou);
  const birthCounty = family.province === 'zhejiang' && random.chance(0.14) ? random.pick(regions.guizhou) : local;
  const fromGuizhou = birthCounty.code.startsWith('52');
  return {
    ...settings.ids.next(birthCounty.code, birthDay, sex),
    name: nameOf(sex, random.pick([...settings.names.surnames]), random, settings.names),
    sex,
    birthCounty,
    relationToHead,
    ethnicity: fromGuizhou && random.chance(0.3) ? random.pick(['06', '09', '12', '15', '07', '37']) : '01',
    employed: random.chance(0.72),
  };
}

function addChildren(family: Family, mother: Person, room: number, random: Random, settings: FamilySettings): void {
  const { asOfDay } = settings;
  const latest = Math.min(asOfDay - 3, yearsAfter(mother.birthDay, 45));
  let day = yearsAfter(mother.birthDay, random.between(20, 30)) + random.between(0, 364);
  // A family that could have a child of under three has one more often than not: births are what the world is for.
  if (latest > asOfDay - 1090 && random.chance(0.6)) day = Math.max(day, asOfDay - random.between(3, 1090));
  const wanted = Math.min(room, random.pick([1, 1, 1, 2, 2, 3]));
  const surname = firstCharacter((family.father ?? mother).name);
  while (family.children.length < wanted && day <= latest) {
    const sex = random.chance(0.515) ? '1' : '2';
    const away = family.province === 'zhejiang' && mother.birthCounty.code.startsWith('52') && random.chance(0.6);
    const born = away ? mother.birthCounty : family.home;
    family.children.push({
      ...settings.ids.next(family.home.code, day, sex),
      name: nameOf(sex, surname, random, settings.names),
      sex,
      birthCounty: born,
      born,
      relationToHead: sex === '1' ? '20' : '30',
      ethnicity: (family.father ?? mother).ethnicity,
      employed: false,
    });
    day += random.between(500, 1900);
  }
}

/** After both reached the age of marriage (民法典 art. 1047: 22 and 20), and before the first child where that allows. */
function weddingDay(
  family: Family,
  father: Person,
  mother: Person,
  random: Random,
  { asOfDay }: FamilySettings,
): number | null {
  const earliest = Math.max(yearsAfter(father.birthDay, 22), yearsAfter(mother.birthDay, 20)) + 1;
  const first = family.children[0]?.birthDay ?? asOfDay;
  const day =
    first - 200 > earliest
      ? random.between(Math.max(earliest, first - 1800), first - 200)
      : earliest + random.between(0, 300);
  return day < asOfDay ? day : null;
}

function firstCharacter(text: string): string {
  return [...text][0] ?? '';
}
