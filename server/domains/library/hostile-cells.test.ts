import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemTypes } from '../../../contracts/catalogue.ts';
import type { Resource } from '../catalogue/index.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
let resource: Resource;
beforeAll(async () => {
  world = await sampleWorld();
  resource = await world.publish({
    subjectKind: 'none',
    subjectItem: null,
    keyItems: ['no'],
    rejectThreshold: 1,
    items: [
      { code: 'no', name: '编号', type: 'I', required: true },
      ...itemTypes.map((type) => ({ code: `item_${type.toLowerCase()}`, name: `类型${type}`, type })),
    ],
  });
});
afterAll(() => world.close());

const cell = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 10 }).map((text) => text.replaceAll('\0', '')),
  fc.stringMatching(/^[+-]?\d{0,25}(\.\d{0,25})?([eE][+-]?\d{0,4})?$/),
  fc.stringMatching(
    /^\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?([T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:?\d{2})?)?$/,
  ),
  fc.constantFrom(
    '\\.',
    '\\N',
    '\\',
    '\\t',
    '是',
    'NaN',
    '-Infinity',
    '0001-01-01',
    '9999-12-31',
    "'; drop table x; --",
  ),
);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('whatever stands in a cell, PostgreSQL takes what was accepted: the row serves or is a reject, never an error', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 11, maxLength: 11 }), { minLength: 1, maxLength: 60 }),
      async (rows) => {
        const header = resource.items.map(({ code }) => code).join(',');
        // One row that is right keeps the batch from being refused as a whole; every cell stands alone in a row, too.
        const alone = rows.flatMap((row) => row.map((text, i) => row.map((_, j) => (i === j ? text : ''))));
        const lines = [['', '', '', '', '', '', '', '', '', '', ''], ...rows, ...alone].map((row, no) =>
          [no, ...row.map(quoted)].join(','),
        );
        const reply = await world.send(resource, `${header}\n${lines.join('\n')}\n`, { encoding: 'utf-8' });
        expect(reply.json()).toMatchObject({ state: 'serving', receivedRows: lines.length });
        expect((await world.rows(resource))?.length).toBe(reply.json().acceptedRows);
      },
    ),
    { numRuns: 25 },
  );
});
