import { type CompanySettings, companyAt } from './generate-companies.ts';
import { type Family, peopleOf } from './generate-families.ts';
import { dateOf, yearsAfter } from './generate-numbers.ts';
import { randomFor } from './generate-random.ts';
import type { Row } from './generate-rows.ts';

export interface RecordSettings extends CompanySettings {
  companies: number;
}
type ResourceRow = { resource: string; row: Row };

/** What the agencies of the demo world hold about a family: each only about its own region and people. */
export function* recordsOf(family: Family, settings: RecordSettings): Generator<ResourceRow> {
  yield* births(family, settings);
  if (family.province !== 'zhejiang') return;
  yield* householdRegistration(family, settings);
  yield* marriages(family);
  yield* insurance(family, settings);
}

/** Guizhou's hospitals report the births of the last three years, whoever the parents and wherever they live. */
function* births(family: Family, { seed, asOfDay }: RecordSettings): Generator<ResourceRow> {
  const { mother, father } = family;
  if (!mother) return;
  const random = randomFor(seed, 'births', family.index);
  for (const [at, child] of family.children.entries()) {
    if (!child.born.code.startsWith('52') || child.birthDay < yearsAfter(asOfDay, -3)) continue;
    const named = father && random.chance(0.98) ? father : null;
    yield {
      resource: 'births',
      row: {
        certificate_no: `D${String(family.index * 4 + at).padStart(9, '0')}`,
        child_name: child.name,
        child_citizen_id: child.citizenId,
        child_sex: child.sex,
        birth_date: dateOf(child.birthDay),
        birth_region: child.born.code,
        birth_institution: `${child.born.city}${child.born.county}${random.pick(['示例妇幼保健院', '演示人民医院', '样本中医院'])}`,
        birth_weight: random.between(2400, 4200),
        gestation_weeks: random.between(36, 41),
        mother_name: mother.name,
        mother_citizen_id: mother.citizenId,
        father_name: named?.name ?? null,
        father_citizen_id: named?.citizenId ?? null,
        issued_on: dateOf(Math.min(asOfDay, child.birthDay + random.between(1, 30))),
      },
    };
  }
}

function* householdRegistration(family: Family, { seed, asOfDay }: RecordSettings): Generator<ResourceRow> {
  const random = randomFor(seed, 'household', family.index);
  const permit = random.chance(0.2);
  for (const person of peopleOf(family)) {
    yield {
      resource: 'household-registration',
      row: {
        citizen_id: person.citizenId,
        name: person.name,
        sex: person.sex,
        ethnicity: person.ethnicity,
        birth_date: dateOf(person.birthDay),
        birth_region: person.birthCounty.code,
        household_no: family.home.code + String(family.index).padStart(6, '0'),
        relation_to_head: person.relationToHead,
        residence_kind: permit ? '2' : '1',
        region_code: family.home.code,
        address: family.address,
        registered_on: dateOf(random.between(Math.max(person.birthDay, asOfDay - 12000), asOfDay)),
      },
    };
  }
}

/** One row for each spouse, of one certificate. */
function* marriages({ father, mother, marriedOn, home, index }: Family): Generator<ResourceRow> {
  if (!father || !mother || marriedOn === null) return;
  const registeredOn = dateOf(marriedOn);
  const shared = {
    certificate_no: `${home.code}-${registeredOn.slice(0, 4)}-${String(index).padStart(7, '0')}`,
    state: '1',
    registered_on: registeredOn,
    registry: `${home.city}${home.county}民政局`,
  };
  for (const [one, other] of [
    [father, mother],
    [mother, father],
  ] as const) {
    yield {
      resource: 'marriages',
      row: {
        ...shared,
        citizen_id: one.citizenId,
        name: one.name,
        spouse_citizen_id: other.citizenId,
        spouse_name: other.name,
      },
    };
  }
}

function* insurance(family: Family, settings: RecordSettings): Generator<ResourceRow> {
  const { seed, asOfDay } = settings;
  const random = randomFor(seed, 'insurance', family.index);
  const cityCode = `${family.home.code.slice(0, 4)}00`;
  const inHangzhou = family.home.code.startsWith('3301');
  for (const person of peopleOf(family)) {
    const age = (asOfDay - person.birthDay) / 365.2425;
    const works = person.employed && age >= 18 && age < 60;
    const common = { citizen_id: person.citizenId, name: person.name, status: '1' };
    const updatedAt = `${dateOf(asOfDay - random.between(1, 60))}T${random.pick(['08', '09', '14', '16'])}:${random.between(10, 59)}:00+08:00`;
    const startedOn = dateOf(
      random.between(Math.max(yearsAfter(person.birthDay, works ? 18 : 0), asOfDay - 9000), asOfDay),
    );
    if (works) {
      const employer = settings.companies > 0 ? companyAt(random.between(1, settings.companies), settings) : null;
      const base = random.between(4812, 24930);
      for (const kind of ['110', '210', '410']) {
        yield social({
          ...common,
          insurance_kind: kind,
          started_on: startedOn,
          region_code: cityCode,
          employer_credit_code: employer?.credit_code ?? null,
          employer_name: employer?.name ?? null,
          contribution_base: base,
          updated_at: updatedAt,
        });
      }
    } else if (age >= 18 && random.chance(age >= 60 ? 0.6 : 0.4)) {
      yield social({
        ...common,
        insurance_kind: '170',
        started_on: startedOn,
        region_code: cityCode,
        employer_credit_code: null,
        employer_name: null,
        contribution_base: null,
        updated_at: updatedAt,
      });
    }
    // Newborns are enrolled late, if at all: the errand that the services of this world are about.
    if (inHangzhou && random.chance(age < 1 ? 0.3 : 0.92)) {
      yield {
        resource: 'medical-insurance',
        row: {
          ...common,
          insurance_kind: works ? '310' : '390',
          started_on: startedOn,
          region_code: family.home.code,
          account_balance: works ? random.between(0, 1_200_000) / 100 : null,
          chronic_disease: age > 50 && random.chance(0.12) ? random.pick(['高血压', '糖尿病', '冠心病']) : null,
          updated_at: updatedAt,
        },
      };
    }
  }
}

function social(row: Row): ResourceRow {
  return { resource: 'social-insurance', row };
}
