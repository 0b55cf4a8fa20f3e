import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { citizens } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
let resource: Resource;
const { mother, father } = citizens;
const csv = `编号,公民身份号码,姓名,性别,出生日期,体重\na1,${mother},"李, 梅",2,1992-03-07,5\na2,${father},张三,1,,\n`;
const row = { no: 'a1', person_id: mother, name: '李梅', sex: '2', born: null, weight: 5 };
const cells = (values: string[]) =>
  `<row>${values.map((value) => `<c t="inlineStr"><is><t>${value}</t></is></c>`).join('')}</row>`;
const zip = (files: Record<string, string>) =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
const seeds: Record<string, Buffer> = {
  'a.csv': Buffer.from(csv),
  'b.csv': iconv.encode(csv, 'gb18030'),
  'c.csv': iconv.encode(csv, 'utf-16le', { addBOM: true }),
  'a.ndjson': Buffer.from(`${JSON.stringify(row)}\n`),
  'a.json': Buffer.from(JSON.stringify([row, row])),
  'a.zip': zip({ 'a.csv': csv }),
  'a.xlsx': zip({
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>',
    'xl/worksheets/s.xml': `<worksheet><sheetData>${csv
      .trim()
      .split('\n')
      .map((line) => cells(line.split(',')))
      .join('')}</sheetData></worksheet>`,
  }),
};

beforeAll(async () => {
  world = await sampleWorld({ LEGWORK_FILE_LIMIT: '1000000' });
  resource = await world.publish({ rejectThreshold: 1 });
  await world.send(resource, csv);
});
afterAll(() => world.close());

/** Bytes overwritten, cut out, doubled or put in, at places of a sound file. */
const wounds = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 6 }),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom('"', '\\', '\0', ',', '\n', '{', ']', '<', '\ufeff', '\ud800').map((text) => Buffer.from(text)),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

const modes = fc.constantFrom('append' as const, 'upsert' as const, 'delete' as const);

function wounded(file: Buffer, all: { at: number; cut: number; put: Uint8Array }[]): Buffer {
  return all.reduce((bytes: Buffer, { at, cut, put }) => {
    const place = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)]);
  }, file);
}

test('whatever is done to a file, it is taken or refused, never a server’s fault, and a refusal changes nothing', async () => {
  const state = async () => [await world.dataTables(), await world.rows(resource)];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(seeds)), modes, wounds, async (fileName, mode, all) => {
      const file = wounded(seeds[fileName]!, all);
      const before = await state();
      const reply = await world.send(resource, file, { fileName, mode });
      expect(reply.statusCode).toBeLessThan(500);
      if (reply.statusCode !== 201) expect(await state()).toEqual(before);
      const url = `/api/v1/library/${resource.id}/previews?fileName=${fileName}&whole=true`;
      const headers = { 'content-type': 'application/octet-stream' };
      const preview = await world.as('steward', { method: 'POST', url, headers, body: file });
      expect(preview.statusCode).toBeLessThan(500);
    }),
    { numRuns: 60 },
  );
}, 90_000);
