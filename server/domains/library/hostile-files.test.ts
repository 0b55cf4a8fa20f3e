import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Queryable } from '../../platform/database.ts';
import type { Resource } from '../catalogue/index.ts';
import { CopyRows } from './copy-rows.ts';
import { RowIntake } from './row-intake.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';
import { SeenKeys } from './seen-keys.ts';

let world: SampleWorld;
let resource: Resource;
beforeAll(async () => {
  world = await sampleWorld({ LEGWORK_FILE_LIMIT: '100000000' });
  resource = await world.publish({
    subjectKind: 'none',
    subjectItem: null,
    keyItems: ['no'],
    rejectThreshold: 1,
    items: [
      { code: 'no', name: '编号', type: 'I', required: true },
      { code: 'text', name: '文字', type: 'C', length: 100 },
    ],
  });
});
afterAll(() => world.close());

const header = '<row><c t="inlineStr"><is><t>编号</t></is></c><c t="inlineStr"><is><t>文字</t></is></c></row>';
function workbook(sheet: string, shared?: string): Buffer {
  const parts = {
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>',
    'xl/worksheets/s.xml': sheet,
    ...(shared !== undefined && { 'xl/sharedStrings.xml': shared }),
  };
  const files = Object.entries(parts).map(([name, text]) => [name, strToU8(text)]);
  return Buffer.from(zipSync(Object.fromEntries(files), { level: 1 }));
}
const sendSheet = (rows: string, shared?: string) =>
  world.send(resource, workbook(`<worksheet><sheetData>${header}${rows}</sheetData></worksheet>`, shared), {
    fileName: 'file.xlsx',
  });

describe('a file made to use up the node', () => {
  test('with a header of a hundred thousand columns is refused by its line', async () => {
    const refused = await world.send(resource, `编号,文字${','.repeat(100_000)}\n1,a\n`);
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'file-malformed']);
  });

  test('with rows of a million cells has a thousand of each kept', async () => {
    const reply = await world.send(resource, `编号,文字\n1,a\nx${','.repeat(1_000_000)}\n`);
    const rejects = await world.as('steward', { url: `/api/v1/library/batches/${reply.json().id}/rejects` });
    const [reject] = rejects.json().items;
    expect([reject.raw.length, reject.faults[0].reason]).toEqual([1000, 'cellCount']);
  });

  test('has its rejected rows written by their length, not only by their number', async () => {
    const sent: number[] = [];
    const database: Queryable = {
      async query({ values }) {
        sent.push((values![1] as number[]).length);
        return { rows: [], rowCount: 0 };
      },
    };
    const client = await world.platform.database.pool.connect();
    try {
      const rows = () => new CopyRows(client, 'never_written', []);
      const targets = { main: rows(), side: rows(), seen: new SeenKeys(0) };
      const intake = new RowIntake(resource, new Map(), targets, '', database);
      intake.header(['编号', '文字'], 1);
      for (let line = 2; line < 5; line += 1) {
        intake.row(['x', 'a'.repeat(600_000)], line);
        await intake.drain();
      }
    } finally {
      client.release();
    }
    expect(sent).toEqual([2]);
  });

  test('with a text that has no end is refused', async () => {
    for (const rows of [
      `<row><c t="inlineStr"><is><t>${'a'.repeat(40_000)}</t></is></c></row>`,
      `<row r="${'1'.repeat(5_000_000)}"/>`,
    ]) {
      const refused = await sendSheet(rows);
      expect([refused.statusCode, refused.json().code]).toEqual([422, 'file-malformed']);
    }
  });

  test('with elements within elements without end is refused', async () => {
    const refused = await sendSheet('<a>'.repeat(100_000));
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'file-malformed']);
  });

  test('with millions of shared texts, each of them nothing, is refused', async () => {
    const refused = await sendSheet('', `<sst>${'<si/>'.repeat(4_300_000)}</sst>`);
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'file-malformed']);
  });

  test('whose cells share one long text counts at the length that it would have in the library', async () => {
    const cells = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>'.repeat(1700);
    const refused = await sendSheet(cells, `<sst><si><t>${'a'.repeat(32_000)}</t></si></sst>`);
    expect([refused.statusCode, refused.json().code]).toEqual([413, 'body-too-large']);
  });
});

test('rows of a workbook that state one number twice, a fraction, or none that is possible are told apart all the same', async () => {
  const row = (number: string) => `<row r="${number}"><c t="inlineStr"><is><t>x</t></is></c></row>`;
  const good = '<row r="1e400"><c><v>7</v></c></row>';
  const reply = await sendSheet(['2', '2', '1', '2.5', '-3', '1e400', '9007199254740991'].map(row).join('') + good);
  expect([reply.statusCode, reply.json().rejectedRows, reply.json().acceptedRows]).toEqual([201, 7, 1]);
  const rejects = await world.as('steward', { url: `/api/v1/library/batches/${reply.json().id}/rejects` });
  expect(rejects.json().items.map(({ rowNumber }: { rowNumber: number }) => rowNumber)).toEqual([2, 3, 4, 5, 6, 7, 8]);
});

test('a cursor that no page gave is the caller’s fault', async () => {
  const batch = await world.send(resource, '编号,文字\n1,a\n');
  for (const url of [`${resource.id}/batches`, `batches/${batch.json().id}/rejects`]) {
    for (const part of ['abc', 1.5, 1e300, '\ud800']) {
      const cursor = Buffer.from(JSON.stringify([part])).toString('base64url');
      const reply = await world.as('steward', { url: `/api/v1/library/${url}?cursor=${cursor}` });
      expect([reply.statusCode, reply.json().code]).toEqual([400, 'request-invalid']);
    }
  }
});
