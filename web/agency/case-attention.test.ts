import { expect, test } from 'vitest';
import { attentionOf } from './case-attention.ts';

const words = { zh: '甲', en: 'A' };
const field = { name: 'address', title: words, dispute: null };
const material = { key: 'residence', name: words, state: 'satisfied', how: 'shared' };
const item = (patch: object) =>
  ({
    eligibility: [{ key: 'age', met: true, message: words }],
    fields: [field],
    materials: [material],
    ...patch,
  }) as never;
const kinds = (patch: object) => attentionOf(item(patch)).map(({ kind }) => kind);

test('a case that the records settle calls for nothing', () => {
  expect(kinds({})).toEqual([]);
});

test('what is unmet, unknown, disputed, sworn, sent as a file or missing is named, in this order', () => {
  expect(
    kinds({
      eligibility: [
        { key: 'a', met: false, message: words },
        { key: 'b', met: null, message: words },
      ],
      fields: [{ ...field, dispute: { value: 'x' } }],
      materials: [
        { ...material, how: 'commitment' },
        { ...material, how: 'upload' },
        { ...material, state: 'missing', how: null },
      ],
    }),
  ).toEqual(['unmet', 'unknown', 'disputed', 'commitment', 'upload', 'missing']);
});
