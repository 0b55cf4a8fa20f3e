import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchName } from '../../../contracts/share-lists.ts';
import { readPack } from '../../packs/read-pack.ts';
import { readWorkbook } from '../../platform/workbook.ts';
import { agencies, type TestWorld, testWorld } from '../../testing/harness.ts';
import { catalogueDomain, loadPackClasses, loadPackCodeLists } from '../catalogue/index.ts';
import { sharingDomain } from './index.ts';

let world: TestWorld;
const path = '/api/v1/sharing/lists';
type Who = Parameters<TestWorld['as']>[0];
const send = (who: Who, method: 'POST' | 'PUT' | 'DELETE', url: string, body?: object) =>
  world.as(who, { method, url: `${path}${url}`, ...(body && { body }) });
const draft = {
  summary: '企业的登记',
  classCode: '102001',
  format: 'database',
  shareType: 'unconditional',
  shareMethod: 'platform',
  updateCycle: '5',
  subjectKind: 'organisation',
  subjectItem: 'credit_code',
  keyItems: ['credit_code'],
  items: [
    { code: 'credit_code', name: '统一社会信用代码', type: 'C', required: true, check: 'creditCode' },
    { code: 'inner', name: '内部意见', type: 'C', length: 50, shareType: 'withheld', legalBasis: '某法第一条' },
  ],
};

async function publishEntry(fields: object): Promise<string> {
  const url = '/api/v1/catalogue/resources';
  const { id } = (await world.as('steward', { method: 'POST', url, body: { ...draft, ...fields } })).json();
  const submitted = await world.as('steward', { method: 'POST', url: `${url}/${id}/submission` });
  expect(submitted.statusCode, submitted.body).toBe(200);
  await world.as('operator', { method: 'POST', url: `${url}/${id}/review`, body: { decision: 'publish' } });
  return id;
}
const about = {
  title: '第一批共享清单',
  basis: '国发〔2016〕51号',
  effectiveOn: '2026-12-01',
  grantees: [{ agencyId: agencies.consumer.id }],
};

beforeAll(async () => {
  world = await testWorld([catalogueDomain, sharingDomain]);
  world.setNow('2026-11-20T02:00:00Z');
  const core = await readPack('packs/core');
  await loadPackClasses(world.platform, world.platform.db, core.classification!);
  await loadPackCodeLists(world.platform, world.platform.db, core.codeLists);
});
afterAll(() => world.close());

test('a list is called by its number in Chinese', () => {
  expect([1, 2, 10, 11, 20, 23, 100, 101, 110, 215].map(batchName)).toEqual([
    '第一批',
    '第二批',
    '第十批',
    '第十一批',
    '第二十批',
    '第二十三批',
    '第一百批',
    '第一百零一批',
    '第一百一十批',
    '第二百一十五批',
  ]);
});

describe('a sharing list', () => {
  test('is made of filtered entries, published, granted with effect at its date, and taken back by a later one', async () => {
    const [one, two] = [await publishEntry({ name: '企业登记信息' }), await publishEntry({ name: '企业年报信息' })];
    await publishEntry({ name: '企业涉密信息', shareType: 'withheld', legalBasis: '某法第一条' });
    expect((await send('steward', 'POST', '', about)).statusCode).toBe(403);
    const list = (await send('operator', 'POST', '', about)).json();
    expect(list).toMatchObject({ ordinal: 1, number: 'L2026-001', state: 'draft' });
    expect((await send('operator', 'POST', `/${list.id}/publication`)).json().code).toBe('list-empty');

    const added = await send('operator', 'POST', `/${list.id}/lines`, { act: 'open', search: { q: '企业' } });
    expect(added.json()).toEqual({ added: 2, leftOut: 1 });
    expect((await world.as('anonymous', { url: `${path}/${list.id}` })).statusCode).toBe(404);
    const published = await send('operator', 'POST', `/${list.id}/publication`);
    expect(published.statusCode, published.body).toBe(200);
    expect(published.json()).toMatchObject({ state: 'published', opened: 2, items: 2 });

    const shown = (await world.as('anonymous', { url: `${path}/${list.id}` })).json();
    expect(shown.lines[0]).toMatchObject({ act: 'open', items: [{ code: 'credit_code' }] });
    const sheet = await world.as('anonymous', { url: `${path}/${list.id}/list.xlsx` });
    expect(readWorkbook(sheet.rawPayload)).toHaveLength(3);

    const grants = async () =>
      (
        await world.platform.database.pool.query('select * from sharing.grants where list = $1 order by resource_id', [
          'L2026-001',
        ])
      ).rows;
    expect(
      (await grants()).map(({ resource_id, items, valid_from, consumer_id }) => ({
        resource_id,
        items,
        valid_from,
        consumer_id,
      })),
    ).toEqual(
      [one, two].sort().map((resource_id) => ({
        resource_id,
        items: ['credit_code'],
        valid_from: '2026-12-01',
        consumer_id: agencies.consumer.id,
      })),
    );
    expect((await send('operator', 'POST', `/${list.id}/lines`, { act: 'open', resourceIds: [one] })).json().code).toBe(
      'list-published',
    );
    expect((await send('operator', 'POST', `/${list.id}/publication`)).json().code).toBe('list-published');

    const second = (
      await send('operator', 'POST', '', { ...about, title: '第二批', effectiveOn: '2026-11-20' })
    ).json();
    const back = await send('operator', 'POST', `/${second.id}/lines`, { act: 'withdraw', resourceIds: [one] });
    expect(back.json()).toEqual({ added: 1, leftOut: 0 });
    expect((await send('operator', 'POST', `/${second.id}/publication`)).json()).toMatchObject({
      withdrawn: 1,
      opened: 0,
    });
    const states = new Map((await grants()).map(({ resource_id, state }) => [resource_id, state]));
    expect([states.get(one), states.get(two)]).toEqual(['revoked', 'active']);
  });

  test('with a date that has passed is not published, and a draft can be changed and thrown away', async () => {
    const list = (await send('operator', 'POST', '', { ...about, effectiveOn: '2026-11-19' })).json();
    const entry = await publishEntry({ name: '社会组织信息' });
    await send('operator', 'POST', `/${list.id}/lines`, { act: 'open', resourceIds: [entry] });
    expect((await send('operator', 'POST', `/${list.id}/publication`)).json().code).toBe('list-date-past');
    const put = (version: number) =>
      world.as('operator', {
        method: 'PUT',
        url: `${path}/${list.id}`,
        body: about,
        headers: { 'if-match': `"${version}"` },
      });
    expect((await put(7)).json().code).toBe('version-conflict');
    expect((await put(1)).json()).toMatchObject({ effectiveOn: '2026-12-01', version: 2 });
    expect((await send('operator', 'DELETE', `/${list.id}/lines/${entry}`)).statusCode).toBe(204);
    expect((await send('operator', 'DELETE', `/${list.id}`)).statusCode).toBe(204);
    expect((await world.as('operator', { url: `${path}/${list.id}` })).statusCode).toBe(404);
  });
});
