import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DocumentDetail, documentKinds } from '../../../contracts/documents.ts';
import { readPack } from '../../packs/read-pack.ts';
import { agencies, type TestWorld, testWorld } from '../../testing/harness.ts';
import { channelTakes } from './document.ts';
import { documentsDomain, loadPackDocumentClasses } from './index.ts';
import { indexShown } from './index-shown.ts';
import { documentsShown } from './store-shown.ts';

let world: TestWorld;
const url = '/api/v1/documents';
const notice = {
  kind: 'notice',
  title: '关于新生儿参保登记的通告',
  titleEn: 'Notice on enrolling newborns',
  classCode: '12',
  summary: '出生医学证明不再由家长提交',
  body: '<p>自即日起，<strong>出生医学证明</strong>由部门间共享取得。</p>',
  regionCode: '520000',
  issuedOn: '2026-11-20',
  validFrom: '2026-12-01',
};

async function begin(fields: object = {}): Promise<DocumentDetail> {
  const reply = await world.as('steward', { method: 'POST', url, body: { ...notice, ...fields } });
  expect(reply.statusCode).toBe(201);
  return reply.json();
}
const submit = (id: string) => world.as('steward', { method: 'POST', url: `${url}/${id}/submission` });
const review = (id: string, body: object) => world.as('operator', { method: 'POST', url: `${url}/${id}/review`, body });
async function publish(fields: object = {}): Promise<DocumentDetail> {
  const { id } = await begin(fields);
  await submit(id);
  const reply = await review(id, { decision: 'publish' });
  expect(reply.statusCode).toBe(200);
  return reply.json();
}
const put = (id: string, revision: number, fields: object) =>
  world.as('steward', {
    method: 'PUT',
    url: `${url}/${id}`,
    body: { ...notice, ...fields },
    headers: { 'if-match': `"${revision}"` },
  });
const withdraw = (who: Parameters<TestWorld['as']>[0], id: string) =>
  world.as(who, { method: 'POST', url: `${url}/${id}/withdrawal`, body: { reason: '内容有误' } });
const shown = (id: string, query = '') => world.as('anonymous', { url: `/api/v1/published-documents/${id}${query}` });

function site(key: string, channels: object[], headers: Record<string, string> = { 'if-none-match': '*' }) {
  const body = {
    name: `${key} 网`,
    nameEn: key,
    url: `https://${key}.example/`,
    agencyId: agencies.provider.id,
    regionCode: '520000',
    active: true,
    channels,
  };
  return world.as('operator', { method: 'PUT', url: `/api/v1/sites/${key}`, body, headers });
}
const channel = (fields: object = {}) => ({
  key: 'notices',
  name: '通知公告',
  nameEn: 'Notices',
  kinds: ['notice'],
  classCodes: [],
  agencyIds: [],
  regionCode: null,
  ...fields,
});
const listOf = async (key: string) => {
  const reply = await world.as('anonymous', { url: `/api/v1/sites/${key}/channels/notices/documents` });
  expect(reply.statusCode).toBe(200);
  return reply.json().items.map(({ id }: { id: string }) => id) as string[];
};

beforeAll(async () => {
  world = await testWorld([documentsDomain]);
  world.setNow('2026-11-25T02:00:00Z');
  const core = await readPack('packs/core');
  await loadPackDocumentClasses(world.platform, world.platform.db, core.documentClasses!);
});
afterAll(() => world.close());

describe('the life of a document', () => {
  test('an incomplete one is refused with every field that is missing', async () => {
    const { id } = await begin({ kind: 'policy', classCode: null, summary: '', body: '', issuedOn: null });
    const reply = await submit(id);
    expect(reply.json()).toMatchObject({ status: 422, code: 'document-incomplete' });
    expect(reply.json().faults.map(({ field }: { field: string }) => field)).toEqual([
      ...['/classCode', '/number', '/summary', '/body', '/issuedOn'],
    ]);
  });

  test('what is published is cleaned, gets an index number, and anyone reads it', async () => {
    const { id, published } = await publish({ body: '<p onclick="x()">甲</p><script>1</script>' });
    expect(published?.code).toMatch(/^2026-\d{6}$/);
    const reply = await shown(id);
    expect(reply.json()).toMatchObject({ title: notice.title, body: '<p>甲</p>', force: 'notYet' });
  });

  test('a return says what is wrong, and is mended and published', async () => {
    const { id } = await begin();
    await submit(id);
    expect((await review(id, { decision: 'return' })).json().code).toBe('remarks-required');
    const remarks = [{ field: '/summary', remark: '请写明适用对象' }];
    const returned = (await review(id, { decision: 'return', remarks })).json<DocumentDetail>();
    expect(returned.working).toMatchObject({ state: 'returned', remarks });
    const mended = (await put(id, returned.revision, { summary: '适用于在黔出生的新生儿' })).json<DocumentDetail>();
    expect(mended.working?.remarks).toEqual(remarks);
    await submit(id);
    expect((await review(id, { decision: 'publish' })).json().state).toBe('published');
  });

  test('the next version is written beside the one that is shown, and both stay to be read', async () => {
    const first = await publish();
    const next = (
      await put(first.id, first.revision, { title: '关于新生儿参保登记的通告（修订）' })
    ).json<DocumentDetail>();
    expect(next).toMatchObject({ state: 'draft', published: { version: 1 }, working: { version: 2 } });
    expect((await shown(first.id)).json()).toMatchObject({ title: notice.title, version: 1 });
    await submit(first.id);
    await review(first.id, { decision: 'publish' });
    expect((await shown(first.id)).json()).toMatchObject({ version: 2, earlier: [{ version: 1 }] });
    expect((await shown(first.id, '?version=1')).json()).toMatchObject({ version: 1, title: notice.title });
  });

  test('a version that is not published is not read by its number', async () => {
    const first = await publish();
    await put(first.id, first.revision, { title: '尚未公开' });
    expect((await shown(first.id, '?version=2')).statusCode).toBe(404);
  });

  test('a draft is thrown away; one that was never published goes whole', async () => {
    const first = await publish();
    await put(first.id, first.revision, {});
    const discard = (id: string) => world.as('steward', { method: 'DELETE', url: `${url}/${id}/draft` });
    expect((await discard(first.id)).statusCode).toBe(204);
    expect((await shown(first.id)).json().version).toBe(1);
    expect((await discard(first.id)).json().code).toBe('document-state');
    const { id } = await begin();
    await discard(id);
    expect((await world.as('steward', { url: `${url}/${id}` })).statusCode).toBe(404);
  });

  test('an edit of what someone else has changed since is refused', async () => {
    const { id, revision } = await begin();
    expect((await put(id, revision, { title: '甲' })).statusCode).toBe(200);
    expect((await put(id, revision, { title: '乙' })).json().code).toBe('version-conflict');
  });

  test('each step is in the ledger, without a word of the text', async () => {
    const { id } = await publish();
    await withdraw('steward', id);
    const { rows } = await world.platform.database.pool.query<{ body: string }>(
      "select body from ledger.entries where body like '%' || $1 || '%' order by 1",
      [id],
    );
    const actions = rows.map(({ body }) => JSON.parse(body).detail.action).sort();
    expect(actions).toEqual(['created', 'published', 'submitted', 'withdrawn']);
    expect(rows.some(({ body }) => body.includes('新生儿') || body.includes('有误'))).toBe(false);
  });
});

describe('who sees what', () => {
  test('a draft is its agency’s business alone', async () => {
    const { id } = await begin();
    for (const who of ['consumerSteward', 'operator', 'supervisor'] as const)
      expect((await world.as(who, { url: `${url}/${id}` })).statusCode).toBe(404);
    expect((await review(id, { decision: 'publish' })).statusCode).toBe(404);
    expect((await shown(id)).statusCode).toBe(404);
  });

  test('the operator sees what is shown, and not the draft of the next version', async () => {
    const first = await publish();
    await put(first.id, first.revision, { title: '尚未提交' });
    const seen = (await world.as('operator', { url: `${url}/${first.id}` })).json<DocumentDetail>();
    expect(seen).toMatchObject({ state: 'published', working: null });
    expect(JSON.stringify(seen)).not.toContain('尚未提交');
    expect((await world.as('operator', { url: `${url}/${first.id}/versions/2` })).statusCode).toBe(404);
  });

  test('another agency neither writes nor withdraws', async () => {
    const { id, revision } = await publish();
    const write = await world.as('consumerSteward', {
      method: 'PUT',
      url: `${url}/${id}`,
      body: notice,
      headers: { 'if-match': `"${revision}"` },
    });
    expect([write.statusCode, (await withdraw('consumerSteward', id)).statusCode]).toEqual([404, 404]);
  });
});

describe('sites', () => {
  test('two sites take one notice, and its withdrawal is seen on both at once', async () => {
    await site('north', [channel()]);
    await site('south', [channel({ regionCode: '520000' })]);
    const { id } = await publish();
    expect([(await listOf('north'))[0], (await listOf('south'))[0]]).toEqual([id, id]);
    for (const key of ['north', 'south'])
      expect((await world.as('anonymous', { url: `/api/v1/sites/${key}/documents/${id}` })).statusCode).toBe(200);
    const known = (await world.as('steward', { url: `${url}/${id}` })).json<DocumentDetail>().sites;
    expect(known.map(({ key, takenTimes, lastTakenOn }) => [key, takenTimes, lastTakenOn])).toEqual([
      ['north', 1, '2026-11-25'],
      ['south', 1, '2026-11-25'],
    ]);
    expect((await withdraw('operator', id)).statusCode).toBe(200);
    expect([await listOf('north'), await listOf('south')].flat()).not.toContain(id);
    const gone = await world.as('anonymous', { url: `/api/v1/sites/north/documents/${id}` });
    expect(gone.json()).toMatchObject({
      status: 410,
      code: 'document-withdrawn',
      title: expect.stringContaining('内容有误'),
    });
  });

  test('a site gets no page that its columns do not hold, and a closed site none', async () => {
    await site('policies', [channel({ kinds: ['policy'] })]);
    const { id } = await publish();
    const page = () => world.as('anonymous', { url: `/api/v1/sites/policies/documents/${id}` });
    expect((await page()).statusCode).toBe(404);
    await site('policies', [channel()], { 'if-match': '"1"' });
    expect((await page()).statusCode).toBe(200);
    await world.as('operator', {
      method: 'PUT',
      url: '/api/v1/sites/policies',
      headers: { 'if-match': '"2"' },
      body: {
        ...{ name: 'x', nameEn: 'x', url: 'https://x.example/', agencyId: agencies.provider.id, regionCode: '520000' },
        ...{ active: false, channels: [channel()] },
      },
    });
    expect((await page()).statusCode).toBe(404);
  });

  test('the directory refuses a site twice, an unknown agency or class, and a column twice', async () => {
    expect((await site('twice', [])).statusCode).toBe(200);
    expect((await site('twice', [])).json().code).toBe('version-conflict');
    expect((await site('a', [channel({ classCodes: ['99'] })])).json().code).toBe('site-fields-unknown');
    expect((await site('a', [channel(), channel()])).json().code).toBe('site-fields-unknown');
    expect((await site('a', [channel({ agencyIds: ['00000000-0000-7000-8000-00000000ffff'] })])).json().code).toBe(
      'site-fields-unknown',
    );
  });

  test('a feed is Atom, with what is marked in titles escaped; the script is served to any page', async () => {
    await site('feed', [channel()]);
    await publish({ title: '甲 <b> & 乙' });
    const feed = await world.as('anonymous', { url: '/api/v1/sites/feed/channels/notices/feed' });
    expect(feed.headers['content-type']).toContain('application/atom+xml');
    expect(feed.body).toContain('<title>甲 &lt;b&gt; &amp; 乙</title>');
    const script = await world.as('anonymous', { url: '/embed/documents.js' });
    expect(script.headers).toMatchObject({
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
    });
    expect(() => new Function(script.body)).not.toThrow();
  });

  test('a column’s statement takes what the rule says, for any filters', async () => {
    const regions = ['520000', '520100', '330100', null] as const;
    const published: NonNullable<DocumentDetail['published']>[] = [];
    for (const [i, regionCode] of regions.entries())
      for (const kind of ['notice', 'guide', 'answer'] as const)
        published.push((await publish({ kind, regionCode, classCode: i % 2 ? '12' : '16' })).published!);
    const subset = <T>(values: readonly T[]) => fc.subarray([...values]);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          kinds: subset(documentKinds),
          classCodes: subset(['12', '16', '01']),
          agencyIds: subset([agencies.provider.id, agencies.consumer.id]),
          regionCode: fc.constantFrom(null, '520000', '520100', '330000'),
        }),
        async (filter) => {
          const rows = await documentsShown(world.platform.db, { ...filter, after: null, limit: 200 });
          const taken = rows.map(({ documentId }) => documentId);
          for (const { id, kind, classCode, agencyId, regionCode } of published)
            expect(taken.includes(id)).toBe(
              channelTakes(filter, { kind, classCode: classCode!, agencyId, regionCode }),
            );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('search', () => {
  test('each word must occur, whatever its case; a title is found by sentence, pinyin, initials and sound as well', async () => {
    const { id } = await publish({ title: 'Legwork 100% 试点', topics: ['跑腿'] });
    const found = async (q: string) => {
      const reply = await world.as('anonymous', { url: `/api/v1/published-documents?q=${encodeURIComponent(q)}` });
      return reply.json().items.map((item: { id: string }) => item.id) as string[];
    };
    expect(await found('legwork 试点')).toContain(id);
    expect(await found('跑腿 共享取得')).toContain(id);
    expect(await found('legwork 没有的词')).toEqual([]);
    expect(await found('，。%_')).toEqual([]);
    const moved = (await publish({ title: '医疗保障关系转移接续办法' })).id;
    for (const typed of ['保障关系转移', '转移 医疗', 'yiliaobaozhang', 'ylbz', '意疗保障关系'])
      expect(await found(typed), typed).toContain(moved);
    await world.platform.db.executeQuery(CompiledQuery.raw('update documents.shown set lexemes = null'));
    expect(await found('保障关系转移')).toEqual([]);
    await indexShown(world.platform);
    expect(await found('保障关系转移')).toContain(moved);
  });

  test('pages follow each other without a gap', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const reply = (await world.as('anonymous', { url: `/api/v1/published-documents?limit=3${cursor}` })).json();
      seen.push(...reply.items.map(({ id }: { id: string }) => id));
      cursor = reply.nextCursor ? `&cursor=${reply.nextCursor}` : '';
    } while (cursor);
    const all = await documentsShown(world.platform.db, { after: null, limit: 200 });
    expect(seen).toEqual(all.map(({ documentId }) => documentId));
  });
});

describe('a file', () => {
  const read = (body: string | Buffer, type: string) =>
    world.as('steward', { method: 'POST', url: '/api/v1/document-files', body, headers: { 'content-type': type } });

  test('in Markdown becomes text; its first heading is the title', async () => {
    const reply = await read('# 办事指南\n\n- 甲\n- [乙](https://www.gov.cn/)\n\n![图](x.png)\n', 'text/markdown');
    expect(reply.json()).toMatchObject({ title: '办事指南', dropped: [{ what: 'img', times: 1 }] });
    expect(reply.json().body).toContain('<a href="https://www.gov.cn/">乙</a>');
  });

  test('in DOCX keeps its headings, paragraphs and tables; links that run go, and macros are never read', async () => {
    const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
    const r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const types = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
    const relationships = (...each: string[]) =>
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join('')}</Relationships>`;
    const text = (said: string, style = '') =>
      `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${said}</w:t></w:r></w:p>`;
    const file = zipSync({
      '[Content_Types].xml': strToU8(
        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${types}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${types}.styles+xml"/></Types>`,
      ),
      '_rels/.rels': strToU8(
        relationships(`<Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/>`),
      ),
      'word/_rels/document.xml.rels': strToU8(
        relationships(
          `<Relationship Id="s1" Type="${office}/styles" Target="styles.xml"/>`,
          `<Relationship Id="h1" Type="${office}/hyperlink" Target="javascript:alert(1)" TargetMode="External"/>`,
        ),
      ),
      'word/styles.xml': strToU8(
        `<w:styles ${w}><w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 2"/></w:style></w:styles>`,
      ),
      'word/document.xml': strToU8(
        `<w:document ${w} ${r}><w:body>${text('参保登记指南', 't')}${text('一、对象', 'h')}${text('当年出生的孩子 &amp; 父母')}<w:p><w:hyperlink r:id="h1"><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p><w:tbl><w:tr><w:tc>${text('甲')}</w:tc><w:tc>${text('乙')}</w:tc></w:tr></w:tbl></w:body></w:document>`,
      ),
      'word/vbaProject.bin': strToU8('macro'),
    });
    const type = `${types}.document`;
    const { title, body } = (await read(Buffer.from(file), type)).json();
    expect(title).toBe('参保登记指南');
    expect(body).toContain('<h2>一、对象</h2><p>当年出生的孩子 &amp; 父母</p>');
    expect(body).toMatch(/<table>.*甲.*乙.*<\/table>/);
    expect(body).not.toMatch(/javascript|macro/);
    expect(body).toContain('链接');
  });

  test('in HTML is cleaned', async () => {
    const reply = await read(
      '<html><head><title>x</title></head><body><h1>通告</h1><p>正文</p></body></html>',
      'text/html',
    );
    expect(reply.json()).toMatchObject({ title: '通告', body: '<p>正文</p>' });
  });

  test.each([
    ['not UTF-8', Buffer.from([0xd6, 0xd0, 0xce, 0xc4]), 'text/html'],
    ['empty', '', 'text/markdown'],
    ['no DOCX', 'PK nothing', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ])('that is %s is refused', async (_, body, type) => {
    expect((await read(body, type)).json()).toMatchObject({ status: 422, code: 'document-file-unreadable' });
  });
});
