import { expect, it } from 'vitest';
import { errorMessage, errors } from '../../contracts/errors.ts';
import { languageOf } from './i18n.ts';

it.each([
  [undefined, 'zh-CN'],
  ['', 'zh-CN'],
  ['en', 'en'],
  ['en-GB,en;q=0.9', 'en'],
  ['zh-TW,en;q=0.8', 'zh-CN'],
  ['en;q=0.5,zh;q=0.6', 'zh-CN'],
  ['fr,en;q=0.1', 'en'],
  ['fr', 'zh-CN'],
  ['zh;q=0,en;q=0.001', 'en'],
  [`${'x,'.repeat(100_000)}en`, 'zh-CN'],
])('Accept-Language %j is answered in %s', (header, language) => {
  expect(languageOf(header?.slice(0, 200_000))).toBe(language);
});

it('has both languages for every error, with the same names to fill', () => {
  for (const [code, { zh, en }] of Object.entries(errors)) {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    expect({ code, names: names(zh) }).toEqual({ code, names: names(en) });
    expect(zh).toMatch(/[一-鿿]/);
    expect(en).not.toMatch(/[一-鿿]/);
  }
});

it('fills lists with the comma of the language', () => {
  expect(errorMessage('item-outside-grant', 'zh-CN', { items: ['a', 'b'] })).toContain('a、b');
  expect(errorMessage('item-outside-grant', 'en', { items: ['a', 'b'] })).toContain('a, b');
});
