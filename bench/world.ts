import { completeCreditCode } from '../contracts/credit-code.ts';
import type { PackResource } from '../contracts/pack.ts';
import { loadPackClasses, loadPackResources, type Resource } from '../server/domains/catalogue/index.ts';
import { agencyByKey, putRegions, registerAgency } from '../server/domains/directory/index.ts';
import type { Platform } from '../server/platform/platform.ts';

const resource: PackResource = {
  key: 'bench',
  name: { zh: '测速资源', en: 'Bench resource' },
  provider: 'bench-provider',
  classification: '309001',
  summary: '测速用的合成数据。',
  format: 'database',
  shareType: 'conditional',
  shareCondition: '测速',
  shareMethod: 'platform',
  open: { is: false },
  updateCycle: '9',
  subjectKind: 'person',
  subjectItem: 'person_id',
  guardianItems: [],
  keyItems: ['quantity'],
  rejectThreshold: 0,
  file: { name: 'rows.csv', format: 'csv', encoding: 'utf-8', header: 'codes' },
  items: [
    {
      code: 'person_id',
      name: '公民身份号码',
      en: 'Citizen ID',
      type: 'C',
      length: 18,
      required: true,
      check: 'citizenId',
      sensitivity: 'sensitive',
    },
    { code: 'name', name: '姓名', en: 'Name', type: 'C', length: 50, required: true, sensitivity: 'personal' },
    { code: 'sex', name: '性别', en: 'Sex', type: 'C', length: 1, required: true, sensitivity: 'personal' },
    { code: 'birth_date', name: '出生日期', en: 'Birth date', type: 'D', required: true, sensitivity: 'personal' },
    { code: 'region', name: '行政区划', en: 'Region', type: 'C', length: 6, required: true, sensitivity: 'none' },
    {
      code: 'amount',
      name: '金额',
      en: 'Amount',
      type: 'N',
      length: 14,
      precision: 2,
      required: true,
      sensitivity: 'none',
    },
    { code: 'quantity', name: '数量', en: 'Quantity', type: 'I', required: true, sensitivity: 'none' },
    { code: 'note', name: '备注', en: 'Note', type: 'C', length: 200, required: false, sensitivity: 'none' },
  ],
};

/** A published resource of eight items on an otherwise empty node. */
export async function plantBenchResource(platform: Platform): Promise<Resource> {
  return (await plantBenchResources(platform, 1))[0]!;
}

/** Several such resources; the first is keyed `bench`. */
export async function plantBenchResources(platform: Platform, count: number): Promise<Resource[]> {
  const resources = Array.from({ length: count }, (_, place) =>
    place === 0
      ? resource
      : {
          ...resource,
          key: `bench-${place}`,
          name: { zh: `${resource.name.zh}${place}`, en: `${resource.name.en} ${place}` },
        },
  );
  return platform.db.transaction().execute(async (tx) => {
    await putRegions(tx, [
      { code: '330000', name: '浙江省', nameEn: null, parentCode: null, level: 2, source: 'bench' },
    ]);
    if (!(await agencyByKey(tx, 'bench-provider'))) {
      await registerAgency(tx, {
        key: 'bench-provider',
        creditCode: completeCreditCode('11330000BENCH001'),
        name: '测速提供方',
        regionCode: '330000',
        kind: 'bigData',
        level: 2,
      });
    }
    await loadPackClasses(platform, tx, {
      source: 'bench',
      classes: [
        { code: '3', parent: null, zh: '部门', en: 'Agencies' },
        { code: '309', parent: '3', zh: '测速', en: 'Bench' },
        { code: '309001', parent: '309', zh: '测速', en: 'Bench' },
      ],
    });
    return loadPackResources(platform, tx, resources);
  });
}
