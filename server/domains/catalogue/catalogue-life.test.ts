import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResourceDetail } from '../../../contracts/catalogue.ts';
import { readPack } from '../../packs/read-pack.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import { catalogueDomain, loadPackClasses, loadPackCodeLists } from './index.ts';

let world: TestWorld;

const draft = {
  name: '出生医学证明',
  summary: '新生儿及其父母的身份',
  classCode: '202001',
  format: 'database',
  shareType: 'conditional',
  shareCondition: '仅限政务服务事项',
  shareMethod: 'platform',
  updateCycle: '3',
  subjectKind: 'person',
  subjectItem: 'child_id',
  guardianItems: ['mother_id'],
  keyItems: ['certificate_no'],
  items: [
    { code: 'certificate_no', name: '编号', type: 'C', length: 10, required: true },
    { code: 'child_id', name: '新生儿公民身份号码', type: 'C', length: 18, required: true, check: 'citizenId' },
    { code: 'mother_id', name: '母亲公民身份号码', type: 'C', length: 18, required: true, check: 'citizenId' },
  ],
};
const url = '/api/v1/catalogue/resources';

async function begin(fields: object = {}): Promise<ResourceDetail> {
  const reply = await world.as('steward', { method: 'POST', url, body: { ...draft, ...fields } });
  expect(reply.statusCode).toBe(201);
  return reply.json();
}
const submit = (id: string, who: 'steward' | 'consumerSteward' = 'steward', language: 'zh-CN' | 'en' = 'zh-CN') =>
  world.as(who, { method: 'POST', url: `${url}/${id}/submission`, language });
const review = (id: string, body: object) => world.as('operator', { method: 'POST', url: `${url}/${id}/review`, body });
const read = (who: Parameters<TestWorld['as']>[0], id: string) => world.as(who, { url: `${url}/${id}` });

beforeAll(async () => {
  world = await testWorld([catalogueDomain]);
  const core = await readPack('packs/core');
  await loadPackClasses(world.platform, world.platform.db, core.classification!);
  await loadPackCodeLists(world.platform, world.platform.db, core.codeLists);
});
afterAll(() => world.close());

test('a cursor that no page gave is the caller’s fault', async () => {
  const cursor = Buffer.from('["abc"]').toString('base64url');
  const reply = await world.as('steward', { url: `${url}?cursor=${cursor}` });
  expect([reply.statusCode, reply.json().code]).toEqual([400, 'request-invalid']);
});

describe('the life of a catalogue entry', () => {
  test('its name, which goes to the ledger, holds no citizen ID number', async () => {
    const reply = await world.as('steward', { method: 'POST', url, body: { name: '330106199203078029 的目录' } });
    expect([reply.statusCode, reply.json().code]).toEqual([400, 'citizen-id-in-text']);
  });

  test('an incomplete entry is refused with every field that is missing, in the language asked', async () => {
    const { id } = await begin({
      name: '不全的目录',
      summary: '',
      classCode: '999999',
      shareType: 'withheld',
      keyItems: [],
    });
    const refusal = await submit(id, 'steward', 'en');
    expect(refusal.statusCode).toBe(422);
    expect(refusal.json().code).toBe('resource-incomplete');
    expect(refusal.json().faults.map(({ field }: { field: string }) => field)).toEqual([
      '/summary',
      '/classCode',
      '/legalBasis',
      '/keyItems',
    ]);
    expect(refusal.json().faults[2].message).toContain('Order 809');
    expect((await read('steward', id)).json().state).toBe('draft');
  });

  test('publication gives the next code of the class, and a code is never given twice', async () => {
    const codes: string[] = [];
    for (const name of ['甲', '乙']) {
      const { id } = await begin({ name });
      expect((await submit(id)).json().state).toBe('submitted');
      const published = await review(id, { decision: 'publish' });
      expect(published.statusCode).toBe(200);
      codes.push(published.json().code);
    }
    expect(codes).toEqual(['202001/000001', '202001/000002']);
  });

  test('a returned entry carries the remarks, is mended and submitted again', async () => {
    const { id } = await begin({ name: '退回再报' });
    await submit(id);
    expect((await review(id, { decision: 'return' })).json().code).toBe('remarks-required');
    const remarks = [{ field: '/summary', remark: '请写清数据范围' }];
    const returned = (await review(id, { decision: 'return', remarks })).json();
    expect(returned).toMatchObject({ state: 'returned', remarks });
    const mended = await world.as('steward', {
      method: 'PUT',
      url: `${url}/${id}`,
      headers: { 'if-match': `"${returned.version}"` },
      body: { ...draft, name: '退回再报', summary: '2020年以来' },
    });
    expect(mended.json().summary).toBe('2020年以来');
    expect((await submit(id)).json().state).toBe('submitted');
    const { events } = (await read('steward', id)).json();
    expect(events.map(({ action }: { action: string }) => action)).toEqual([
      'created',
      'submitted',
      'returned',
      'edited',
      'submitted',
    ]);
  });

  test('an edit needs the version that was read, and a stale one changes nothing', async () => {
    const { id, version } = await begin({ name: '并发修改' });
    const put = (headers: Record<string, string>) =>
      world.as('steward', {
        method: 'PUT',
        url: `${url}/${id}`,
        headers,
        body: { ...draft, name: '并发修改', summary: '新' },
      });
    expect((await put({})).statusCode).toBe(428);
    expect((await put({ 'if-match': `"${version}"` })).statusCode).toBe(200);
    expect((await put({ 'if-match': `"${version}"` })).statusCode).toBe(409);
  });

  test('what is published is not edited, submitted or reviewed again', async () => {
    const { id } = await begin({ name: '已发布' });
    await submit(id);
    const { version } = (await review(id, { decision: 'publish' })).json();
    const put = await world.as('steward', {
      method: 'PUT',
      url: `${url}/${id}`,
      headers: { 'if-match': `"${version}"` },
      body: draft,
    });
    expect(put.json().code).toBe('resource-state');
    expect((await submit(id)).json().code).toBe('resource-state');
    expect((await review(id, { decision: 'publish' })).json().code).toBe('resource-state');
  });

  test('an agency has one entry of a name', async () => {
    await begin({ name: '重名' });
    const again = await world.as('steward', { method: 'POST', url, body: { ...draft, name: '重名' } });
    expect(again.json().code).toBe('resource-name-taken');
  });

  test('every step stands in the ledger', async () => {
    const { id } = await begin({ name: '存证' });
    await submit(id);
    await review(id, { decision: 'publish' });
    const { rows } = await world.platform.database.pool.query<{ body: string }>(
      "select body::text as body from ledger.entries where kind = 'catalogue' order by index",
    );
    const actions = rows.map(({ body }) => JSON.parse(body).detail).filter((detail) => detail.id === id);
    expect(actions.map(({ action }) => action)).toEqual(['created', 'submitted', 'published']);
  });
});

describe('who sees an entry', () => {
  test('a draft exists for its own agency alone; once submitted for the operator; once published for all staff', async () => {
    const { id } = await begin({ name: '可见性' });
    const seen = async () =>
      Promise.all(
        (['steward', 'operator', 'consumerSteward'] as const).map(async (who) => (await read(who, id)).statusCode),
      );
    expect(await seen()).toEqual([200, 404, 404]);
    await submit(id);
    expect(await seen()).toEqual([200, 200, 404]);
    await review(id, { decision: 'publish' });
    expect(await seen()).toEqual([200, 200, 200]);
    const outside = (await read('consumerSteward', id)).json();
    expect(outside.events).toEqual([]);
  });

  test('another agency’s steward can neither edit nor submit a draft', async () => {
    const { id, version } = await begin({ name: '他人草稿' });
    expect((await submit(id, 'consumerSteward')).statusCode).toBe(404);
    const put = await world.as('consumerSteward', {
      method: 'PUT',
      url: `${url}/${id}`,
      headers: { 'if-match': `"${version}"` },
      body: draft,
    });
    expect(put.statusCode).toBe(404);
  });

  test('lists hold what the reader may see, page by page', async () => {
    const { id } = await begin({ name: '列表中的草稿' });
    const ids = async (who: 'steward' | 'consumerSteward') => {
      const found: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: { items: { id: string }[]; nextCursor: string | null } = (
          await world.as(who, { url: `${url}?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}` })
        ).json();
        expect(page.items.length).toBeLessThanOrEqual(2);
        found.push(...page.items.map((item) => item.id));
        cursor = page.nextCursor;
      }
      return found;
    };
    const mine = await ids('steward');
    expect(mine).toContain(id);
    expect(new Set(mine).size).toBe(mine.length);
    const theirs = await ids('consumerSteward');
    expect(theirs).not.toContain(id);
    expect(theirs.length).toBeGreaterThan(0);
  });

  test('hostile text is kept as plain text, and a search for it finds it literally', async () => {
    const name = `'; drop table catalogue.resources; -- <script>100%_</script>`;
    const { id } = await begin({ name });
    const found = await world.as('steward', { url: `${url}?q=${encodeURIComponent('100%_<')}` });
    expect(found.json().items.map((item: { id: string; name: string }) => [item.id, item.name])).toEqual([[id, name]]);
    expect((await world.as('steward', { url: `${url}?q=${encodeURIComponent('100_%')}` })).json().items).toEqual([]);
  });
});

test('code lists and classes are read by anyone', async () => {
  const lists = await world.as('anonymous', { url: '/api/v1/catalogue/code-lists' });
  expect(lists.json().items.find(({ code }: { code: string }) => code === 'sex').entries[1]).toEqual({
    code: '1',
    name: '男性',
    nameEn: 'Male',
  });
  const classes = await world.as('anonymous', { url: '/api/v1/catalogue/classes' });
  expect(classes.json().items).toContainEqual({
    code: '202001',
    parentCode: '202',
    name: '出生医学证明',
    nameEn: 'Medical certificates of birth',
  });
});
