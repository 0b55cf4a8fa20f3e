import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ItemDraft } from '../../../../contracts/catalogue.ts';
import { readPack } from '../../../packs/read-pack.ts';
import { type TestWorld, testWorld } from '../../../testing/harness.ts';
import { catalogueDomain, loadPackClasses, loadPackCodeLists } from '../../catalogue/index.ts';
import { libraryDomain } from '../../library/index.ts';
import { exchangeDomain } from '../index.ts';
import type { Node } from './dcat.ts';
import { jsonLdOf, turtleOf } from './write-rdf.ts';

let world: TestWorld;
let open: { id: string; code: string };
const items: ItemDraft[] = [
  { code: 'code', name: '代码', type: 'C', length: 6, required: true },
  { code: 'place', name: '地名', type: 'C', length: 50, required: true },
  { code: 'beds', name: '床位', type: 'I' },
  { code: 'keeper', name: '联系人', type: 'C', length: 50, sensitivity: 'personal' },
  { code: 'inner', name: '内部备注', type: 'C', length: 50, open: false },
];
const draft = {
  summary: '各地"名称"\\与床位',
  classCode: '103002',
  format: 'database',
  shareType: 'unconditional',
  shareMethod: 'platform',
  openToPublic: true,
  updateCycle: '5',
  subjectKind: 'none',
  keyItems: ['code'],
  items,
};

async function publish(fields: object): Promise<{ id: string; code: string }> {
  const url = '/api/v1/catalogue/resources';
  const { id } = (await world.as('steward', { method: 'POST', url, body: { ...draft, ...fields } })).json();
  const submitted = await world.as('steward', { method: 'POST', url: `${url}/${id}/submission` });
  expect(submitted.statusCode, submitted.body).toBe(200);
  return (
    await world.as('operator', { method: 'POST', url: `${url}/${id}/review`, body: { decision: 'publish' } })
  ).json();
}
const get = (url: string) => world.as('anonymous', { url });
const ckan = async (action: string, body: object = {}) => {
  const reply = await world.as('anonymous', { method: 'POST', url: `/api/3/action/${action}`, body });
  return { status: reply.statusCode, body: reply.json() };
};
const pathOf = (code: string) => code.replace('/', '-');

beforeAll(async () => {
  world = await testWorld([catalogueDomain, libraryDomain, exchangeDomain]);
  const core = await readPack('packs/core');
  await loadPackClasses(world.platform, world.platform.db, core.classification!);
  await loadPackCodeLists(world.platform, world.platform.db, core.codeLists);
  open = await publish({ name: '开放地名' });
  await publish({ name: '不开放的', openToPublic: false });
  await publish({
    name: '人的资源',
    subjectKind: 'person',
    subjectItem: 'id',
    keyItems: ['id'],
    items: [{ code: 'id', name: '公民身份号码', type: 'C', required: true, check: 'citizenId' }],
  });
  const csv = '代码,地名,床位,联系人,内部备注\n1,甲地,5,张三,x\n2,"乙地, 南",7,李四,y\n3,丙地,7,王五,z\n';
  const sent = await world.as('steward', {
    method: 'POST',
    url: `/api/v1/library/${open.id}/batches?fileName=a.csv`,
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(csv),
  });
  expect(sent.json().state, sent.body).toBe('serving');
});
afterAll(() => world.close());

describe('the open portal', () => {
  test('lists open resources alone, and shows open items alone', async () => {
    const list = (await get('/api/v1/open/resources')).json();
    expect(list).toMatchObject({ total: 1, items: [{ code: open.code, name: '开放地名' }] });
    const shown = (await get(`/api/v1/open/resources/${pathOf(open.code)}`)).json();
    expect(shown.items.map(({ code }: { code: string }) => code)).toEqual(['code', 'place', 'beds']);
    expect(shown.rows).toEqual([
      { code: '1', place: '甲地', beds: 5 },
      { code: '2', place: '乙地, 南', beds: 7 },
      { code: '3', place: '丙地', beds: 7 },
    ]);
    expect((await get('/api/v1/open/resources/103002-000002')).statusCode).toBe(404);
  });

  test('gives all rows as CSV', async () => {
    const csv = await get(`/api/v1/open/resources/${pathOf(open.code)}/data.csv`);
    expect(csv.body).toBe('\ufeff代码,地名,床位\r\n1,甲地,5\r\n2,"乙地, 南",7\r\n3,丙地,7\r\n');
  });
});

describe('CKAN’s action API', () => {
  test('lists and shows packages, organisations and groups', async () => {
    expect((await ckan('package_list')).body.result).toEqual([pathOf(open.code)]);
    const { result } = (await ckan('package_show', { id: pathOf(open.code) })).body;
    expect(result).toMatchObject({ title: '开放地名', num_resources: 1, resources: [{ datastore_active: true }] });
    expect((await ckan('package_show', { id: result.id })).body.result).toEqual(result);
    expect((await ckan('organization_list')).body.result).toEqual([result.organization.name]);
    const byOrganisation = await ckan('package_search', { fq: `organization:${result.organization.name}`, rows: 5 });
    expect(byOrganisation.body.result).toMatchObject({ count: 1, results: [{ id: result.id }] });
    expect((await ckan('package_search', { q: '地名' })).body.result.count).toBe(1);
    expect((await ckan('package_search', { q: '飞船' })).body.result.count).toBe(0);
    expect((await ckan('group_list', { all_fields: true })).body.result).toMatchObject([
      { name: '103', package_count: 1 },
    ]);
    expect((await ckan('resource_show', { id: result.resources[0].id })).body.result.package_id).toBe(result.id);
  });

  test('searches the rows by filters, text, order and fields', async () => {
    const search = async (more: object) =>
      (await ckan('datastore_search', { resource_id: open.id, ...more })).body.result;
    expect((await search({ filters: { beds: 7 }, sort: 'code desc' })).records).toEqual([
      { _id: 1, code: '3', place: '丙地', beds: 7 },
      { _id: 2, code: '2', place: '乙地, 南', beds: 7 },
    ]);
    const found = await search({ q: '乙地', fields: 'place' });
    expect([found.total, found.records]).toEqual([1, [{ _id: 1, place: '乙地, 南' }]]);
    expect((await search({ limit: 1, offset: 2 })).records[0]).toMatchObject({ _id: 3, code: '3' });
    const byGet = await get(
      `/api/3/action/datastore_search?resource_id=${open.id}&filters=${encodeURIComponent('{"code":["1","2"]}')}`,
    );
    expect(byGet.json().result.total).toBe(2);
  });

  test('says what is wrong in CKAN’s own shape, and knows nothing that is not open', async () => {
    expect(await ckan('package_show', { id: '103002-000002' })).toMatchObject({
      status: 404,
      body: { success: false, error: { __type: 'Not Found Error' } },
    });
    expect(await ckan('package_show')).toMatchObject({
      status: 409,
      body: { error: { __type: 'Validation Error', id: ['Missing value'] } },
    });
    for (const more of [
      { filters: { keeper: '张三' } },
      { fields: 'inner' },
      { sort: 'keeper' },
      { filters: '{' },
      { limit: -1 },
    ])
      expect((await ckan('datastore_search', { resource_id: open.id, ...more })).status).toBe(409);
    expect((await ckan('datastore_search', { resource_id: open.id, q: '张三' })).body.result.total).toBe(0);
    expect((await get('/api/3/action/package_delete')).statusCode).toBe(400);
    expect((await get('/api/3/action/__proto__')).statusCode).toBe(400);
  });
});

describe('the DCAT-AP feed', () => {
  test('names each open entry with what the profile asks for, in pages and whole', async () => {
    const whole = (await get('/dcat/catalog.jsonld')).json();
    const datasets = whole['@graph'].filter((node: { '@type': string[] }) => node['@type'].includes('dcat:Dataset'));
    expect(datasets).toHaveLength(1);
    for (const name of ['dct:title', 'dct:description', 'dct:publisher', 'dcat:distribution', 'dct:accrualPeriodicity'])
      expect(datasets[0][name], name).toBeTruthy();
    const page = (await get('/dcat/catalog.jsonld?page=1')).json();
    expect(JSON.stringify(page)).toContain('hydra:PartialCollectionView');
    expect((await get('/dcat/catalog.jsonld?page=0')).statusCode).toBe(400);
    const turtle = (await get('/dcat/catalog.ttl')).body;
    expect(turtle).toContain('dct:description "各地\\"名称\\"\\\\与床位"@zh');
    expect(turtle).not.toContain('不开放的');
  });

  test('a node says the same in both syntaxes', () => {
    const node: Node = {
      id: 'http://a/b c',
      types: ['dcat:Dataset'],
      properties: [
        ['dct:title', [{ text: '一\n二', language: 'zh' }]],
        ['dct:issued', [{ text: '2026-01-01', type: 'xsd:date' }]],
        ['dct:temporal', [{ node: { types: ['dct:PeriodOfTime'], properties: [] } }]],
        ['dct:publisher', [{ node: { id: 'http://p', types: ['foaf:Agent'], properties: [] } }]],
      ],
    };
    expect(turtleOf(node)).toBe(
      '<http://a/b%20c> a dcat:Dataset ;\n  dct:title "一\\n二"@zh ;\n  dct:issued "2026-01-01"^^xsd:date ;\n  dct:temporal [ a dct:PeriodOfTime ] ;\n  dct:publisher <http://p> .\n<http://p> a foaf:Agent .\n',
    );
    expect(jsonLdOf(node)).toMatchObject({ 'dct:title': [{ '@value': '一\n二', '@language': 'zh' }] });
  });
});
