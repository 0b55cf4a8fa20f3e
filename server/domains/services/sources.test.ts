import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ServiceDefinition } from './case-data.ts';
import {
  type Answer,
  ageOn,
  answerKey,
  birthDateOf,
  type Known,
  planReads,
  resolveEligibility,
  resolveField,
  resolveMaterial,
} from './sources.ts';

const item = (name: string) =>
  parse(
    readFileSync(new URL(`../../../packs/demo/services/${name}.yaml`, import.meta.url), 'utf8'),
  ) as ServiceDefinition;
const newborn = item('newborn-medical-enrolment');
const company = item('company-change');
const pension = item('resident-pension-enrolment');

const known: Known = {
  account: { name: '陈晓棠', citizenId: '52010319950312998X', mobile: '12000000001' },
  delegation: null,
  licences: new Map(),
};
const answered = (rows: Record<string, unknown>[]): Answer => ({
  ok: true,
  resourceName: '出生医学证明信息',
  agency: '贵州省卫生健康委员会',
  asOf: '2026-11-01T00:00:00Z',
  ledgerIndex: 7,
  rows,
});
const refused: Answer = {
  ok: false,
  resourceName: '出生医学证明信息',
  agency: '贵州省卫生健康委员会',
  cause: 'grant-revoked',
};
const births = answerKey({ resource: 'births', about: 'ward' });
const field = (definition: ServiceDefinition, name: string) =>
  definition.fields.find((candidate) => candidate.name === name)!;
const material = (definition: ServiceDefinition, key: string) =>
  definition.materials.find((candidate) => candidate.key === key)!;

describe('the reads of a case', () => {
  it('are one for each resource and subject, with all that fields, materials and conditions need of it', () => {
    const reads = planReads(newborn, known);
    expect(reads.map((read) => `${read.resource} ${read.about}`).sort()).toEqual([
      'births ward',
      'household-registration applicant',
      'medical-insurance ward',
    ]);
    const read = reads.find((candidate) => candidate.resource === 'births')!;
    expect(read.items).toEqual([
      'birth_date',
      'certificate_no',
      'child_citizen_id',
      'child_name',
      'child_sex',
      'father_citizen_id',
      'mother_citizen_id',
      'mother_name',
    ]);
  });

  it('ask for no item that nothing needs', () => {
    expect(planReads(newborn, known).flatMap((read) => read.items)).not.toContain('birth_weight');
  });

  it('of a second choice are made only where the first brought nothing', () => {
    const definition: ServiceDefinition = {
      ...pension,
      fields: [{ ...field(pension, 'sex'), orElse: { resource: 'marriages', item: 'name', subject: 'applicant' } }],
    };
    const household = answerKey({ resource: 'household-registration', about: 'applicant' });
    expect(planReads(definition, known, new Map([[household, answered([{ sex: '1' }])]]))).toEqual([]);
    expect(planReads(definition, known, new Map([[household, answered([])]]))).toEqual([
      { resource: 'marriages', about: 'applicant', items: ['name'] },
    ]);
  });
});

describe('a field', () => {
  it('is filled with its value, its source, the day it stands for and its ledger entry', () => {
    expect(
      resolveField(field(newborn, 'child_name'), known, new Map([[births, answered([{ child_name: '周沐禾' }])]])),
    ).toEqual({
      kind: 'filled',
      value: '周沐禾',
      origin: 'resource',
      source: {
        resource: 'births',
        resourceName: '出生医学证明信息',
        agency: '贵州省卫生健康委员会',
        item: 'child_name',
        asOf: '2026-11-01T00:00:00Z',
        ledgerIndex: 7,
      },
    });
  });

  it.each<[string, Answer, string]>([
    ['the source is refused', refused, 'unavailable'],
    ['nobody holds a record', answered([]), 'noRecord'],
    ['the record is empty there', answered([{ child_name: null }]), 'noRecord'],
    ['records differ', answered([{ child_name: '周沐禾' }, { child_name: '周沐和' }]), 'severalRecords'],
  ])('is asked, with the reason, when %s', (_, answer, code) => {
    expect(resolveField(field(newborn, 'child_name'), known, new Map([[births, answer]]))).toMatchObject({
      kind: 'asked',
      reasons: [{ code }],
    });
  });

  it('is filled when several records say the same', () => {
    expect(
      resolveField(
        field(newborn, 'child_name'),
        known,
        new Map([[births, answered([{ child_name: '周沐禾' }, { child_name: '周沐禾' }])]]),
      ),
    ).toMatchObject({ value: '周沐禾' });
  });

  it('takes the row that `where` names', () => {
    const chosen = {
      ...field(newborn, 'child_name'),
      source: { resource: 'births', item: 'child_name', subject: 'ward' as const, where: { certificate_no: 'D2' } },
    };
    const rows = [
      { certificate_no: 'D1', child_name: '甲' },
      { certificate_no: 'D2', child_name: '乙' },
    ];
    expect(resolveField(chosen, known, new Map([[births, answered(rows)]]))).toMatchObject({ value: '乙' });
  });

  it('falls back on its second choice, and names both reasons when that brings nothing either', () => {
    const name = field(pension, 'name');
    const household = new Map([[answerKey({ resource: 'household-registration', about: 'applicant' }), answered([])]]);
    expect(resolveField(name, known, household)).toMatchObject({ kind: 'filled', origin: 'account', value: '陈晓棠' });
    expect(resolveField(name, { ...known, account: { ...known.account, name: '' } }, household)).toMatchObject({
      kind: 'asked',
      reasons: [{ code: 'noRecord' }, { code: 'notOnAccount' }],
    });
  });
});

describe('a material', () => {
  it('is satisfied by a licence first, and then nothing is read for it', () => {
    const licensed = { ...known, licences: new Map([['business-licence', { identifier: '1.2', name: '营业执照' }]]) };
    const onlyLicence: ServiceDefinition = { ...company, fields: [field(company, 'agent_name')], eligibility: [] };
    expect(planReads(onlyLicence, licensed)).toEqual([]);
    expect(planReads(onlyLicence, known).map((read) => read.resource)).toEqual(['company-registration']);
    expect(resolveMaterial(material(company, 'business-licence'), licensed, new Map()).by).toEqual({
      how: 'licence',
      identifier: '1.2',
      name: '营业执照',
    });
  });

  it('is satisfied by shared data, which is named', () => {
    expect(
      resolveMaterial(
        material(newborn, 'birth-certificate'),
        known,
        new Map([[births, answered([{ certificate_no: 'D1' }])]]),
      ).by,
    ).toMatchObject({ how: 'shared', source: { agency: '贵州省卫生健康委员会', ledgerIndex: 7 } });
  });

  it('that nothing satisfies says what was tried', () => {
    expect(resolveMaterial(material(newborn, 'birth-certificate'), known, new Map([[births, refused]]))).toMatchObject({
      by: null,
      reasons: [{ code: 'unavailable', cause: 'grant-revoked' }],
    });
    expect(resolveMaterial(material(company, 'delegation'), known, new Map())).toEqual({
      by: null,
      reasons: [{ code: 'noDelegation' }],
    });
  });
});

describe('the conditions', () => {
  const enrolment = answerKey({ resource: 'medical-insurance', about: 'ward' });
  it.each<[string, Answer, boolean | null]>([
    ['no record stands against it', answered([]), true],
    ['a record that has ended stands there', answered([{ status: '3' }]), true],
    ['a record in force stands there', answered([{ status: '3' }, { status: '1' }]), false],
    ['the source could not be read', refused, null],
  ])('are judged when %s', (_, answer, met) => {
    expect(resolveEligibility(newborn, '33010520260816998X', new Map([[enrolment, answer]]), '2026-11-23')).toEqual({
      'not-enrolled': met,
    });
  });

  it('count age in whole years to the day', () => {
    expect([
      ageOn('2010-11-24', '2026-11-23'),
      ageOn('2010-11-23', '2026-11-23'),
      ageOn('2008-02-29', '2026-02-28'),
      ageOn('2008-02-29', '2026-03-01'),
    ]).toEqual([15, 16, 17, 18]);
    const ages = (citizenId: string) => resolveEligibility(pension, citizenId, new Map(), '2026-11-23').age;
    expect([
      ages('330110197802039991'),
      ages('330110196611249991'),
      ages('330110196611239991'),
      ages('330110201011249991'),
    ]).toEqual([true, true, false, false]);
    expect(birthDateOf('33010520260816998X')).toBe('2026-08-16');
  });
});
