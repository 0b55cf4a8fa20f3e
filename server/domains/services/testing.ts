import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'yaml';
import type {
  Agencies,
  Classification,
  CodeList,
  Grants,
  LicenceType,
  PackElement,
  PackResource,
  PackService,
  ServiceClocks,
} from '../../../contracts/pack.ts';
import { agencies, citizens, type TestWorld, testWorld } from '../../testing/harness.ts';
import {
  catalogueDomain,
  loadPackClasses,
  loadPackCodeLists,
  loadPackElements,
  loadPackResources,
  resourceByKey,
} from '../catalogue/index.ts';
import { agencyByKey, directoryDomain, registerAgency } from '../directory/index.ts';
import { exchangeDomain } from '../exchange/index.ts';
import { ingest } from '../library/index.ts';
import { licencesDomain, loadPackLicenceTypes } from '../licences/index.ts';
import { loadPackGrants, loadPackPurposes, sharingDomain } from '../sharing/index.ts';
import { loadPackServiceClocks, loadPackServices, servicesDomain } from './index.ts';

const packs = new URL('../../../packs/', import.meta.url);
const yaml = <T>(path: string) => parse(readFileSync(new URL(path, packs), 'utf8')) as T;
const folder = <T>(path: string) => readdirSync(new URL(path, packs)).map((name) => yaml<T>(`${path}${name}`));

/** Children of the fixture's mother in the record of births; the second one only where a test plants it. */
export const children = {
  first: { citizenId: citizens.child, name: '测试孩子', certificate: 'T520000001' },
  second: { citizenId: '520102202606158044', name: '测试双胞胎', certificate: 'T520000002' },
} as const;

const birth = (child: { citizenId: string; name: string; certificate: string }) => ({
  certificate_no: child.certificate,
  child_name: child.name,
  child_citizen_id: child.citizenId,
  child_sex: '2',
  birth_date: '2026-06-15',
  birth_region: '520102',
  birth_institution: '测试医院',
  mother_name: '测试母亲',
  mother_citizen_id: citizens.mother,
  father_name: '测试父亲',
  father_citizen_id: citizens.father,
  issued_on: '2026-06-17',
});

export const household = (citizenId: string, name: string) => ({
  citizen_id: citizenId,
  name,
  sex: '2',
  ethnicity: '01',
  birth_date: `${citizenId.slice(6, 10)}-${citizenId.slice(10, 12)}-${citizenId.slice(12, 14)}`,
  birth_region: '330106',
  household_no: '330106900001',
  relation_to_head: '02',
  residence_kind: '1',
  region_code: '330106',
  address: '浙江省杭州市西湖区测试路1号',
  registered_on: '2018-05-02',
});

export const insured = (citizenId: string, status: string) => ({
  citizen_id: citizenId,
  name: '某人',
  insurance_kind: '390',
  status,
  started_on: '2020-01-01',
  region_code: '330106',
  updated_at: '2026-10-08T09:30:00+08:00',
});

export interface CaseWorld extends TestWorld {
  /** Replaces what the library serves of a resource, by the same way in as any file. */
  plant(resource: string, rows: Record<string, unknown>[]): Promise<void>;
  births(...who: (keyof typeof children)[]): Promise<void>;
}

/** A world with the demo pack's resources, grants, licence types and service items, and a mother with one child born elsewhere. */
export async function caseWorld(): Promise<CaseWorld> {
  const world = await testWorld([
    directoryDomain,
    catalogueDomain,
    sharingDomain,
    exchangeDomain,
    licencesDomain,
    servicesDomain,
  ]);
  const { platform } = world;
  await platform.db.transaction().execute(async (tx) => {
    for (const agency of yaml<Agencies>('demo/agencies.yaml').agencies) {
      if (await agencyByKey(tx, agency.key)) continue;
      await registerAgency(tx, {
        key: agency.key,
        creditCode: agency.creditCode,
        name: agency.name.zh,
        regionCode: agency.region,
        kind: agency.kind,
        level: agency.level,
      });
    }
    await loadPackClasses(platform, tx, yaml<Classification>('core/classification.yaml'));
    await loadPackCodeLists(platform, tx, folder<CodeList>('core/code-lists/'));
    await loadPackElements(tx, yaml<{ elements: PackElement[] }>('core/elements.yaml').elements);
    await loadPackResources(platform, tx, folder<PackResource>('demo/resources/'));
    await loadPackLicenceTypes(platform, tx, folder<LicenceType>('demo/licence-types/'));
    const services = folder<PackService>('demo/services/');
    await loadPackServices(platform, tx, services);
    await loadPackServiceClocks(platform, tx, yaml<ServiceClocks>('core/service-clocks.yaml'));
    await loadPackPurposes(platform, tx, { services });
    await loadPackGrants(platform, tx, yaml<Grants>('demo/grants.yaml').grants);
  });
  const plant: CaseWorld['plant'] = async (key, rows) => {
    const resource = (await resourceByKey(platform.db, key))!;
    const codes = resource.items.map((item) => item.code);
    const cell = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`;
    const csv = [codes.join(','), ...rows.map((row) => codes.map((code) => cell(row[code])).join(','))].join('\n');
    await ingest(platform, {
      resource,
      mode: 'replace',
      fileName: `${key}.csv`,
      encoding: 'utf-8',
      source: Readable.from([Buffer.from(`${csv}\n`)]),
      accountId: null,
      idempotencyKey: null,
    });
  };
  const births: CaseWorld['births'] = (...who) =>
    plant(
      'births',
      who.map((name) => birth(children[name])),
    );
  await births('first');
  await plant('household-registration', [
    household(citizens.mother, '测试母亲'),
    household(citizens.stranger, '测试路人'),
  ]);
  await plant('medical-insurance', [insured(citizens.mother, '1')]);
  return { ...world, plant, births };
}

export const decidingAgency = agencies.consumer;
