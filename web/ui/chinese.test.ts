import { expect, test } from 'vitest';
import { langOf } from './chinese.tsx';

test.each([
  ['杭州市医疗保障局', 'zh-CN'],
  ['依据《医疗保障基金使用监督管理条例》 (MFSR)', 'zh-CN'],
  ['My child was born in another province. Must I send the birth certificate?', 'en'],
  ['How to enrol a newborn (新生儿参保)', 'en'],
  ['G2026-000001', undefined],
  ['330106', undefined],
  ['', undefined],
])('the language of “%s” is %s', (text, language) => {
  expect(langOf(text)).toBe(language);
});
