import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { citizenIdFault } from '../../contracts/citizen-id.ts';
import { creditCodeFault } from '../../contracts/credit-code.ts';
import { CodeList, type PackResource } from '../../contracts/pack.ts';
import { readPackFolder } from '../packs/pack-files.ts';
import { generateDemoFiles, generateWorld, readWorldSource, type WorldSource, writeWorldFiles } from './generate.ts';
import { faultKinds, type Row, type WorldRow } from './generate-rows.ts';

const packDir = join(import.meta.dirname, '../../packs/demo');
const size = { seed: 7, residents: 1500, companies: 60, faultShare: 0.005 };
let source: WorldSource;
let rows: WorldRow[];
let codes: Map<string, Set<string>>;
let folder: string;

beforeAll(async () => {
  source = await readWorldSource(packDir);
  rows = [...generateWorld(source, size).rows];
  const lists = await readPackFolder(CodeList, join(packDir, '../core/code-lists'));
  codes = new Map(lists.map((list) => [list.code, new Set(list.entries.map((entry) => entry.code))]));
  folder = await mkdtemp(join(tmpdir(), 'legwork-world-'));
});
afterAll(() => rm(folder, { recursive: true }));

const rowsOf = (resource: string) =>
  rows.filter((entry) => entry.resource === resource && !entry.fault).map((entry) => entry.row);
const yearsBetween = (from: unknown, to: unknown) =>
  (Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000 / 365.2425;

/** What the resource's own items say against a row, written apart from the generator. */
function faultsIn(resource: PackResource, row: Row): string[] {
  return resource.items.flatMap((item) => {
    const value = row[item.code];
    if (value === null || value === undefined) return item.required ? [`missingRequired ${item.code}`] : [];
    const text = String(value);
    if (item.check && (item.check === 'citizenId' ? citizenIdFault(text) : creditCodeFault(text)))
      return [`wrongCheckDigit ${item.code}`];
    if (item.type === 'D' && new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) !== text)
      return [`impossibleDate ${item.code}`];
    if (item.codeList && !codes.get(item.codeList)?.has(text)) return [`unknownCode ${item.code}`];
    if (item.length && [...text].length > item.length) return [`tooLong ${item.code}`];
    return [];
  });
}

test('the same seed writes the same bytes, another seed does not', async () => {
  const digests = async (name: string, seed: number) => {
    const outDir = join(folder, name);
    const files = await generateDemoFiles({ packDir, outDir, residents: 300, companies: 20, seed });
    return Promise.all(
      files.map(async ({ path }) =>
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ),
    );
  };
  const first = await digests('first', 1);
  expect(await digests('again', 1)).toEqual(first);
  expect(await digests('other', 2)).not.toEqual(first);
});

test('every row that is not planted as faulty is as its resource demands', () => {
  for (const resource of source.resources) {
    const bad = rowsOf(resource.key).flatMap((row) => faultsIn(resource, row).map((fault) => ({ fault, row })));
    expect(bad, resource.key).toEqual([]);
  }
});

test('each planted fault is the one it says, and every kind stands in every resource about people or companies', () => {
  for (const resource of source.resources.filter((each) => each.subjectKind !== 'none')) {
    const faulty = rows.filter((entry) => entry.resource === resource.key && entry.fault);
    expect(new Set(faulty.map((entry) => entry.fault?.kind)), resource.key).toEqual(new Set(faultKinds));
    for (const { row, fault } of faulty) {
      if (fault?.kind === 'duplicateKey') expect(faultsIn(resource, row)).toEqual([]);
      else expect(faultsIn(resource, row)).toEqual([`${fault?.kind} ${fault?.item}`]);
    }
  }
});

test('keys repeat only where a duplicate was planted', () => {
  for (const resource of source.resources) {
    const keys = rowsOf(resource.key).map((row) => resource.keyItems.map((item) => row[item]).join('|'));
    expect(new Set(keys).size, resource.key).toBe(keys.length);
    for (const { row } of rows.filter(
      (entry) => entry.resource === resource.key && entry.fault?.kind === 'duplicateKey',
    )) {
      expect(keys).toContain(resource.keyItems.map((item) => row[item]).join('|'));
    }
  }
});

test('the faulty share is about what was asked, and none when none is asked', () => {
  const many = [...generateWorld(source, { ...size, residents: 6000, faultShare: 0.02 }).rows].filter(
    (entry) => entry.resource === 'social-insurance',
  );
  expect(many.filter((entry) => entry.fault).length / many.length).toBeCloseTo(0.02, 2);
  expect([...generateWorld(source, { ...size, faultShare: 0 }).rows].some((entry) => entry.fault)).toBe(false);
});

test('as many people are made as were asked, 70 % of them in Zhejiang', () => {
  const people = new Set<string>();
  for (const { resource, row } of generateWorld(source, { ...size, companies: 0, faultShare: 0 }).rows) {
    if (resource === 'household-registration') people.add(String(row.citizen_id));
  }
  const planted = source.planted['household-registration']!.length;
  // The register covers Zhejiang, where 70 % of the residents live.
  expect(people.size - planted).toBeGreaterThan(size.residents * 0.6);
  expect(people.size - planted).toBeLessThan(size.residents * 0.8);
});

test('families hold together: parents are old enough, spouses are grown, children but the fixed ones are of the last three years', () => {
  const births = rowsOf('births');
  expect(births.length).toBeGreaterThan(20);
  const planted = new Set(source.planted.births?.map((row) => row.child_citizen_id));
  for (const row of births) {
    if (!planted.has(row.child_citizen_id!))
      expect(yearsBetween(row.birth_date, source.manifest.asOf)).toBeLessThan(3.01);
    for (const parent of [row.mother_citizen_id, row.father_citizen_id].filter((id) => id !== null)) {
      expect(yearsBetween(birthDateIn(parent), row.birth_date)).toBeGreaterThan(15);
    }
    expect(yearsBetween(birthDateIn(row.mother_citizen_id), row.birth_date)).toBeLessThan(46);
    expect(String(row.child_citizen_id).slice(6, 14)).toBe(String(row.birth_date).replaceAll('-', ''));
    expect(Number(String(row.child_citizen_id)[16]) % 2 === 1 ? '1' : '2').toBe(row.child_sex);
    expect(yearsBetween(row.birth_date, row.issued_on)).toBeGreaterThanOrEqual(0);
  }
  const marriages = rowsOf('marriages');
  expect(marriages.length).toBeGreaterThan(100);
  for (const row of marriages)
    expect(yearsBetween(birthDateIn(row.citizen_id), row.registered_on)).toBeGreaterThanOrEqual(19.99);
});

test('some children were born in Guizhou to mothers registered in Zhejiang: the errand that the newborn service spares', () => {
  const registered = new Set(rowsOf('household-registration').map((row) => row.citizen_id));
  expect(rowsOf('births').filter((row) => registered.has(row.mother_citizen_id!)).length).toBeGreaterThan(3);
});

test('sequence digits of citizen ID numbers are 900 and up, and mark people as made up', () => {
  for (const { row, fault } of rows) {
    if (!fault && typeof row.citizen_id === 'string') expect(row.citizen_id[14]).toBe('9');
  }
});

test('the fixed people stand in every world, whatever its size', async () => {
  const outDir = join(folder, 'empty');
  await generateDemoFiles({ packDir, outDir, residents: 0, companies: 0 });
  const births = new TextDecoder('gb18030', { fatal: true }).decode(await readFile(join(outDir, 'births.csv')));
  const accounts: { accounts: { username: string; person: { citizenId: string } }[] } = parseYaml(
    await readFile(join(packDir, 'accounts.yaml'), 'utf8'),
  );
  const idOf = (username: string) =>
    accounts.accounts.find((account) => account.username === username)!.person.citizenId;
  const mother = births.split('\r\n').find((line) => line.includes(idOf('mother')))!;
  const child = mother.split(',')[2]!;
  expect(mother).toContain(idOf('father'));
  const medical = (await readFile(join(outDir, 'medical-insurance.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(medical.map((row) => row.citizen_id)).toContain(idOf('mother'));
  expect(medical.map((row) => row.citizen_id)).not.toContain(child);
  const social = await readFile(join(outDir, 'social-insurance.ndjson'), 'utf8');
  expect(social).not.toContain(idOf('pensioner'));
  expect(await readFile(join(outDir, 'company-registration.csv'), 'utf8')).toContain('杭州数跑演示科技有限公司');
});

test('files are written as their providers send them', async () => {
  const outDir = join(folder, 'files');
  await generateDemoFiles({ packDir, outDir, residents: 3000, companies: 40, seed: 5 });
  const bytes = (name: string) => readFile(join(outDir, name));
  const births = await bytes('births.csv');
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(births)).toThrow();
  expect(new TextDecoder('gb18030', { fatal: true }).decode(births).split('\r\n')[0]).toMatch(
    /^出生医学证明编号,新生儿姓名,/,
  );
  expect((await bytes('household-registration.csv')).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const sheet = strFromU8(unzipSync(await bytes('marriages.xlsx'))['xl/worksheets/sheet1.xml']!);
  expect(sheet).toContain('<t>登记证字号</t>');
  const written = JSON.parse(String(await bytes('manifest.json'))).files.find(
    (file: { resource: string }) => file.resource === 'marriages',
  );
  expect(sheet.match(/<row /g)).toHaveLength(written.rows + 1);
});

test('names that GBK cannot write survive GB18030', async () => {
  const outDir = join(folder, 'rare');
  const rare = {
    ...source,
    names: { ...source.names, maleGiven: source.names.rareGiven, femaleGiven: source.names.rareGiven },
  };
  const world = generateWorld(rare, { ...size, residents: 400, faultShare: 0 });
  await writeWorldFiles(world, outDir);
  const text = new TextDecoder('gb18030', { fatal: true }).decode(await readFile(join(outDir, 'births.csv')));
  expect(text).toMatch(/[㛃㑇䶮𬭎𬘭]/u);
  expect(text).not.toMatch(/[?\uFFFD\uE000-\uF8FF]/);
});

function birthDateIn(citizenId: unknown): string {
  const text = String(citizenId);
  return `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
}
