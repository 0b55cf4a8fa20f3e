import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { citizenIdFault } from '../../contracts/citizen-id.ts';
import { creditCodeFault } from '../../contracts/credit-code.ts';
import { type PackService, Planted, type ServiceField } from '../../contracts/pack.ts';
import { serviceCodeFault } from '../../contracts/service-code.ts';
import { readPackFile } from '../packs/pack-files.ts';
import { readPack } from '../packs/read-pack.ts';

const packs = join(import.meta.dirname, '../../packs');
const core = await readPack(join(packs, 'core'));
const demo = await readPack(join(packs, 'demo'));

const classes = new Map(core.classification!.classes.map((each) => [each.code, each]));
const codeLists = new Set(core.codeLists.map((list) => list.code));
const agencies = new Map(demo.agencies.map((agency) => [agency.key, agency]));
const resources = new Map(demo.resources.map((resource) => [resource.key, resource]));
const services = new Map(demo.services.map((service) => [service.key, service]));
const licenceTypes = new Map(demo.licenceTypes.map((type) => [type.key, type]));
const accounts = new Map(demo.accounts!.accounts.map((account) => [account.username, account]));
const itemsOf = (resource: string) => new Map((resources.get(resource)?.items ?? []).map((item) => [item.code, item]));

test('classes stand after their parents, and a code begins with its parent’s', () => {
  const seen = new Set<string>();
  for (const { code, parent } of classes.values()) {
    if (parent === null) expect(code).toHaveLength(1);
    else {
      expect(seen).toContain(parent);
      expect(code.slice(0, parent.length)).toBe(parent);
    }
    expect(seen).not.toContain(code);
    seen.add(code);
  }
});

test('no list has a code twice', () => {
  for (const list of core.codeLists)
    expect(new Set(list.entries.map((entry) => entry.code)).size, list.code).toBe(list.entries.length);
});

test('just one set of sharing clocks is selected', () => {
  expect(core.sharingClocks!.ruleSets.filter((set) => set.selected)).toHaveLength(1);
});

test('agencies have valid credit codes of their region, no two alike, and a known parent', async () => {
  const regions = await Promise.all(
    ['provinces', 'cities'].map((file) => readFile(join(packs, 'core/regions', `${file}.csv`), 'utf8')),
  );
  for (const agency of agencies.values()) {
    expect(creditCodeFault(agency.creditCode), agency.key).toBeNull();
    expect(agency.creditCode.slice(2, 8)).toBe(agency.region);
    expect(regions.join('\n')).toContain(`\n${agency.region},`);
    if (agency.parent) expect(agencies.has(agency.parent), agency.parent).toBe(true);
  }
  expect(new Set(demo.agencies.map((agency) => agency.creditCode)).size).toBe(demo.agencies.length);
});

test('staff and machine clients belong to agencies of the pack; every provider has a steward', () => {
  for (const { agency } of [...demo.staff, ...demo.clients]) expect(agencies.has(agency), agency).toBe(true);
  for (const { provider } of resources.values())
    expect(
      demo.staff.some((member) => member.agency === provider && member.roles.includes('steward')),
      provider,
    ).toBe(true);
  for (const { agency } of services.values())
    expect(
      demo.staff.some((member) => member.agency === agency && member.roles.includes('caseworker')),
      agency,
    ).toBe(true);
});

test('residents, their companies and delegations hold together', () => {
  for (const { person } of accounts.values()) expect(citizenIdFault(person.citizenId), person.name).toBeNull();
  const companies = new Map(demo.accounts!.companies.map((company) => [company.key, company]));
  for (const company of companies.values()) {
    expect(creditCodeFault(company.creditCode)).toBeNull();
    expect(accounts.has(company.legalRepresentative)).toBe(true);
  }
  for (const { company, agent, grantedBy, scope } of demo.accounts!.delegations) {
    expect(companies.get(company)?.legalRepresentative).toBe(grantedBy);
    expect(accounts.has(agent)).toBe(true);
    for (const service of scope) expect(services.has(service), service).toBe(true);
  }
});

test('a resource names known classes, code lists and its own items, and says why it shares less than freely', () => {
  for (const resource of resources.values()) {
    const items = itemsOf(resource.key);
    expect(items.size, resource.key).toBe(resource.items.length);
    expect(classes.has(resource.classification), resource.classification).toBe(true);
    expect(agencies.has(resource.provider), resource.provider).toBe(true);
    for (const code of [
      ...resource.keyItems,
      ...resource.guardianItems,
      ...(resource.subjectItem ? [resource.subjectItem] : []),
    ])
      expect(items.has(code), `${resource.key}.${code}`).toBe(true);
    for (const item of items.values()) {
      if (item.codeList) expect(codeLists.has(item.codeList), item.codeList).toBe(true);
      if (item.shareType === 'withheld') expect(item.legalBasis, item.code).toBeTruthy();
    }
    if (resource.shareType === 'conditional') expect(resource.shareCondition).toBeTruthy();
    if (resource.shareType === 'withheld') expect(resource.legalBasis).toBeTruthy();
    expect(resource.subjectKind === 'none').toBe(resource.subjectItem === undefined);
    if (resource.open.is) expect(resource.items.every((item) => item.sensitivity === 'none')).toBe(true);
  }
});

test('records of the fixed people have only items of their resource, and all that are required', async () => {
  const planted = await readPackFile(Planted, join(packs, 'demo/planted.yaml'));
  for (const [resource, rows] of Object.entries(planted)) {
    const items = itemsOf(resource);
    for (const row of rows) {
      for (const code of Object.keys(row)) expect(items.has(code), `${resource}.${code}`).toBe(true);
      for (const item of items.values())
        if (item.required) expect(row[item.code], `${resource}.${item.code}`).not.toBeOneOf([undefined, null, '']);
    }
  }
});

test('grants cover known items that are not withheld, for a known purpose', () => {
  const purposes = new Set([...services.keys(), ...demo.duties.map((duty) => duty.key)]);
  for (const grant of demo.grants) {
    const items = itemsOf(grant.resource);
    expect(agencies.has(grant.consumer), grant.consumer).toBe(true);
    expect(purposes.has(grant.purpose), grant.purpose).toBe(true);
    for (const code of grant.items)
      expect(items.get(code)?.shareType ?? items.get(code), `${grant.resource}.${code}`).not.toBe('withheld');
    for (const code of [...grant.items, ...Object.keys(grant.scope.rows ?? {})])
      expect(items.has(code), `${grant.resource}.${code}`).toBe(true);
  }
});

/** Every item that a service reads, of every resource. */
function readsOf(service: PackService): { resource: string; item: string }[] {
  const ofSource = (source: ServiceField['source'] | undefined) =>
    source && 'resource' in source
      ? [source.item, ...Object.keys(source.where ?? {})].map((item) => ({ resource: source.resource, item }))
      : [];
  return [
    ...service.fields.flatMap((field) => [...ofSource(field.source), ...ofSource(field.orElse)]),
    ...service.materials.flatMap((material) =>
      material.satisfiedBy.flatMap((way) =>
        'resource' in way ? way.items.map((item) => ({ resource: way.resource, item })) : [],
      ),
    ),
    ...service.eligibility.flatMap((rule) =>
      'absent' in rule ? Object.keys(rule.absent.where).map((item) => ({ resource: rule.absent.resource, item })) : [],
    ),
    ...(service.guardianship
      ? [...service.guardianship.guardianItems, service.guardianship.wardItem, service.guardianship.wardNameItem].map(
          (item) => ({ resource: service.guardianship!.resource, item }),
        )
      : []),
  ];
}

test('all that a service reads is granted to its agency for that service, and nothing else is', () => {
  for (const service of services.values()) {
    const grants = demo.grants.filter((grant) => grant.purpose === service.key && grant.consumer === service.agency);
    const granted = new Set(grants.flatMap((grant) => grant.items.map((item) => `${grant.resource}.${item}`)));
    const read = new Set(readsOf(service).map(({ resource, item }) => `${resource}.${item}`));
    expect([...granted].sort(), service.key).toEqual([...read].sort());
  }
});

test('a service’s code is made of its agency’s credit code, its level and its basic code', () => {
  for (const { guide, agency } of services.values()) {
    expect(serviceCodeFault(guide.code)).toBeNull();
    expect(guide.code).toBe(`${agencies.get(agency)?.creditCode}${guide.level}${guide.basicCode}`);
  }
});

test('guides obey the consistency rules of GB/T 39046', () => {
  for (const { guide } of services.values()) {
    expect(guide.promisedDays).toBeLessThanOrEqual(guide.statutoryDays);
    if (guide.kind === '2') expect(guide.promisedDays).toBeGreaterThan(0);
    if (guide.visits > 0) expect(guide.visitsReason).toBeTruthy();
    else expect(guide.delivery.length > 0 || guide.ways.some((way) => way === '2' || way === '3')).toBe(true);
    if (guide.onlineLevel === 'Ⅳ') expect(guide.visits).toBe(0);
    if (guide.fee.charged) expect(guide.fee.basis).toBeTruthy();
  }
});

test('each field of a form has one source, and each code that it takes stands in its list', () => {
  for (const service of services.values()) {
    const properties = service.form.properties as Record<string, { enum?: string[] }>;
    expect(service.fields.map((field) => field.name)).toEqual(Object.keys(properties));
    expect(service.uiSchema['ui:order']).toEqual(Object.keys(properties));
    for (const field of service.fields) {
      if (!field.codeList || field.codeList === 'regions') continue;
      const list = core.codeLists.find((each) => each.code === field.codeList);
      const known = new Set(list?.entries.map((entry) => entry.code));
      for (const code of properties[field.name]?.enum ?? [])
        expect(known.has(code), `${field.name} ${code}`).toBe(true);
      if ('constant' in field.source) expect(known.has(String(field.source.constant))).toBe(true);
    }
  }
});

test('the newborn form asks nothing of the applicant', () => {
  const newborn = services.get('newborn-medical-enrolment')!;
  expect(newborn.fields.filter((field) => 'applicantInput' in field.source)).toEqual([]);
});

test('licence types are defined by their agency, and a service fills each claim that they require of it', () => {
  for (const type of licenceTypes.values()) {
    expect(type.typeCode.slice(0, 18)).toBe(agencies.get(type.definedBy)?.creditCode);
    for (const name of type.selective) expect(type.claims.map((claim) => claim.name)).toContain(name);
    for (const claim of type.claims) if (claim.codeList) expect(codeLists.has(claim.codeList)).toBe(true);
  }
  for (const { key, result, fields } of services.values()) {
    const type = licenceTypes.get(result.licenceType);
    const extensions = type?.claims.filter((claim) => claim.name.startsWith('KZ_')).map((claim) => claim.name);
    expect(Object.keys(result.claims).sort(), key).toEqual(extensions?.sort());
    const names = new Set(fields.map((field) => field.name));
    for (const field of [result.holderName, result.holderNumber, ...Object.values(result.claims).flat()])
      expect(names.has(field), field).toBe(true);
  }
});
