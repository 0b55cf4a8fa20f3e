import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { positionsOf, readGeometry } from '../../../../contracts/geometry.ts';
import { sparePort } from '../../../../e2e/node.ts';
import { readPack } from '../../../packs/read-pack.ts';
import { type TestWorld, testWorld } from '../../../testing/harness.ts';
import { catalogueDomain, loadPackClasses, loadPackCodeLists, loadPackElements } from '../../catalogue/index.ts';
import { libraryDomain } from '../../library/index.ts';
import { exchangeDomain } from '../index.ts';

/** Open geodata by OGC API – Features: two resources, one with longitude and latitude, one with GeoJSON. */

let world: TestWorld;
let halls: string;
let routes: string;
let port: number;
const get = async (url: string) => {
  const reply = await world.as('anonymous', { url });
  return { status: reply.statusCode, body: reply.json(), type: String(reply.headers['content-type']) };
};
const ids = async (url: string) => (await get(url)).body.features.map(({ id }: { id: string }) => id);

async function publish(name: string, items: object[], file: string, open = true, fileName = 'a.csv'): Promise<string> {
  const url = '/api/v1/catalogue/resources';
  const body = {
    ...{
      name,
      summary: name,
      classCode: '103002',
      format: 'database',
      shareType: 'unconditional',
      shareMethod: 'platform',
    },
    ...{ openToPublic: open, updateCycle: '5', subjectKind: 'none', keyItems: ['code'], items, rejectThreshold: 1 },
  };
  const { id } = (await world.as('steward', { method: 'POST', url, body })).json();
  const submitted = await world.as('steward', { method: 'POST', url: `${url}/${id}/submission` });
  expect(submitted.statusCode, submitted.body).toBe(200);
  const review = { decision: 'publish' };
  const { code } = (await world.as('operator', { method: 'POST', url: `${url}/${id}/review`, body: review })).json();
  const sent = await world.as('steward', {
    method: 'POST',
    url: `/api/v1/library/${id}/batches?fileName=${fileName}`,
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(file),
  });
  expect(sent.json().state, sent.body).toBe('serving');
  return code.replace('/', '-');
}

beforeAll(async () => {
  port = await sparePort();
  const env = { LEGWORK_PUBLIC_URL: `http://127.0.0.1:${port}` };
  world = await testWorld([catalogueDomain, libraryDomain, exchangeDomain], env);
  const core = await readPack('packs/core');
  await loadPackClasses(world.platform, world.platform.db, core.classification!);
  await loadPackCodeLists(world.platform, world.platform.db, core.codeLists);
  await loadPackElements(world.platform.db, core.elements);
  const code = { code: 'code', name: '代码', type: 'C', length: 10, required: true };
  const degrees = { type: 'N', length: 12, precision: 8 };
  const point = [
    code,
    { code: 'lon', name: '经度', element: 'longitude', ...degrees },
    { code: 'lat', name: '纬度', element: 'latitude', ...degrees },
    { code: 'keeper', name: '联系人', type: 'C', length: 20, sensitivity: 'personal' },
  ];
  halls = await publish(
    '大厅',
    point,
    '代码,经度,纬度,联系人\na,106.7,26.6,张三\nb;1,120.2,30.2,李四\nc,,,王五\nd,179.9,0,赵六\n',
  );
  const line = '{""type"":""LineString"",""coordinates"":[[106,26],[108,28]]}';
  const shaped = [code, { code: 'shape', name: '形状', type: 'G', element: 'geometry' }];
  routes = await publish('线路', shaped, `代码,形状\nr1,"${line}"\nr2,\n`);
  await publish('不开放的', point, '代码,经度,纬度,联系人\na,1,1,x\n', false);
});
afterAll(() => world.close());

test('the landing page leads to what a client needs; only open resources with a place are collections', async () => {
  const { body } = await get('/ogc');
  expect(body.links.map(({ rel }: { rel: string }) => rel)).toEqual(['self', 'service-desc', 'conformance', 'data']);
  expect((await get('/ogc/api')).body.openapi).toBe('3.0.3');
  expect((await get('/ogc/conformance')).body.conformsTo).toHaveLength(3);
  const { collections } = (await get('/ogc/collections')).body;
  expect(collections.map(({ title }: { title: string }) => title).sort()).toEqual(['大厅', '线路']);
});

test('rows are features with their place in the geometry alone, and no item that is not open', async () => {
  const { body, type } = await get(`/ogc/collections/${halls}/items`);
  expect(type).toContain('application/geo+json');
  expect(body).toMatchObject({ type: 'FeatureCollection', numberMatched: 4, numberReturned: 4 });
  expect(body.features[0]).toEqual({
    type: 'Feature',
    id: 'a',
    geometry: { type: 'Point', coordinates: [106.7, 26.6] },
    properties: { code: 'a' },
  });
  expect(body.features.find(({ id }: { id: string }) => id === 'c').geometry).toBeNull();
  expect(JSON.stringify(body)).not.toContain('张三');
});

test('pages lead to each other and give each feature once', async () => {
  const seen: string[] = [];
  let next: string | undefined = `/ogc/collections/${halls}/items?limit=3`;
  while (next) {
    const { body }: Awaited<ReturnType<typeof get>> = await get(next);
    seen.push(...body.features.map(({ id }: { id: string }) => id));
    const link = body.links.find(({ rel }: { rel: string }) => rel === 'next');
    next = link && new URL(link.href).pathname + new URL(link.href).search;
  }
  expect(seen).toEqual(['a', 'b%3B1', 'c', 'd']);
});

test('a box takes what lies in it or touches it, also across the antimeridian', async () => {
  expect(await ids(`/ogc/collections/${halls}/items?bbox=106,26,107,27`)).toEqual(['a']);
  expect(await ids(`/ogc/collections/${halls}/items?bbox=170,-10,-170,10`)).toEqual(['d']);
  expect(await ids(`/ogc/collections/${routes}/items?bbox=107.5,27.5,110,30`)).toEqual(['r1']);
  expect(await ids(`/ogc/collections/${routes}/items?bbox=109,29,110,30`)).toEqual([]);
});

test('one feature is read by its key, whatever signs stand in it', async () => {
  expect((await get(`/ogc/collections/${halls}/items/b%3B1`)).body.properties).toEqual({ code: 'b;1' });
  expect((await get(`/ogc/collections/${halls}/items/nothing`)).status).toBe(404);
  expect((await get(`/ogc/collections/${halls}/items/%25`)).status).toBe(404);
});

const longitude = fc.integer({ min: -180, max: 190 });
const latitude = fc.integer({ min: -90, max: 95 });
const places = fc.oneof(
  fc.record({ type: fc.constant('Point'), coordinates: fc.tuple(longitude, latitude) }),
  fc.record({
    type: fc.constant('LineString'),
    coordinates: fc.array(fc.tuple(longitude, latitude), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('Polygon'), coordinates: fc.array(fc.array(fc.tuple(longitude, latitude))) }),
  fc.record({ type: fc.string(), coordinates: fc.json(), bbox: fc.json() }),
);
const signs = fc.constantFrom('', '[', ']', '{', '"', ',', '-', '9', 'e', 'null', '\\u0000', ' ');
const wounded = fc
  .tuple(
    places,
    fc.option(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(3), put: signs }), { freq: 1 }),
  )
  .map(([place, wound]) => {
    const text = JSON.stringify(place);
    const at = Math.floor((wound?.at ?? 0) * text.length);
    return wound === null ? text : text.slice(0, at) + wound.put + text.slice(at + wound.cut);
  });

test('whatever stands where a geometry should, it is one and found by its box, or is rejected', async () => {
  const cells = [
    ...fc.sample(wounded, 900),
    ...['"'.repeat(9), '['.repeat(20_000), `{"type":"Polygon","coordinates":${'['.repeat(9_000)}${']'.repeat(9_000)}}`],
    ...['{"type":"Point","coordinates":[1,2],"name":"\\u0000"}', '{"type":"toString","coordinates":[1,2]}'],
  ];
  const shaped = [
    { code: 'code', name: '代码', type: 'C', length: 10, required: true },
    { code: 'shape', name: '形状', type: 'G', element: 'geometry', required: true },
  ];
  const lines = cells.map((shape, at) => JSON.stringify({ code: `c${at}`, shape }));
  const found = await publish('任意的图形', shaped, lines.join('\n'), true, 'a.ndjson');
  const sound = cells.flatMap((shape, at) => {
    const geometry = shape.includes('\\') ? null : readGeometry(shape);
    return geometry === null ? [] : [{ id: `c${at}`, positions: positionsOf(geometry) }];
  });
  expect(sound.length).toBeGreaterThan(50);
  expect(sound.length).toBeLessThan(cells.length);
  expect((await ids(`/ogc/collections/${found}/items?limit=1000`)).sort()).toEqual(sound.map(({ id }) => id).sort());
  for (const [west, south, east, north] of [
    [-180, -90, 180, 90],
    [0, 0, 60, 45],
    [-50, -80, -49, 20],
  ] as const) {
    const within = sound.filter(({ positions }) => {
      const [x, y] = [positions.map(([x]) => x), positions.map(([, y]) => y)];
      return Math.max(...x) >= west && Math.min(...x) <= east && Math.max(...y) >= south && Math.min(...y) <= north;
    });
    const url = `/ogc/collections/${found}/items?limit=1000&bbox=${west},${south},${east},${north}`;
    expect((await ids(url)).sort()).toEqual(within.map(({ id }) => id).sort());
  }
});

test.each(['bbox=1,2,3', 'bbox=1,2,x,4', 'bbox=0,9,1,8', 'bbox=,,,', 'limit=0', 'limit=x', 'offset=-1', 'size=3'])(
  'a wrong parameter is the caller’s fault: %s',
  async (query) => {
    expect((await get(`/ogc/collections/${halls}/items?${query}`)).status).toBe(400);
  },
);

const run = promisify(execFile);
const gdal = await run('ogrinfo', ['--version']).then(
  () => true,
  () => false,
);

// Debian's gdal-bin; where it is not installed, the test says that it was skipped.
test.skipIf(!gdal)('GDAL’s OAPIF driver lists the collections, pages through one and asks by a box', async () => {
  await world.http.server.listen({ host: '127.0.0.1', port });
  const service = `OAPIF:http://127.0.0.1:${port}/ogc`;
  const listed = await run('ogrinfo', ['-ro', service]);
  expect(listed.stdout).toContain(halls);
  const counted = await run('ogrinfo', ['-ro', '-al', '-q', '-oo', 'PAGE_SIZE=2', service, halls]);
  expect(counted.stdout.match(/OGRFeature/g)).toHaveLength(4);
  expect(counted.stdout).toContain('POINT (106.7 26.6)');
  const boxed = await run('ogrinfo', ['-ro', '-al', '-q', '-spat', '106', '26', '107', '27', service, halls]);
  expect(boxed.stdout.match(/OGRFeature/g)).toHaveLength(1);
});
