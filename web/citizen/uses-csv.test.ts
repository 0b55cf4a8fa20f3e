import { expect, test } from 'vitest';
import type { DataUse } from '../../contracts/exchange.ts';
import { usesAsCsv } from './uses-csv.ts';

const use = (name: string) => ({ resource: { code: 'x', name } }) as DataUse;
const csv = (name: string) => usesAsCsv([use(name)], ['数据'], ({ resource }) => [resource.name]);

test('a sheet begins with a byte order mark and its heads, and ends each row with CR LF', () => {
  expect(csv('出生信息')).toBe('\ufeff数据\r\n出生信息\r\n');
});

test('commas, quotation marks and line breaks stay within their cell', () => {
  expect(csv('a,"b"\nc')).toBe('\ufeff数据\r\n"a,""b""\nc"\r\n');
});

test.each(['=1+1', '+1', '-1', '@x', '\tx'])('%s is a text to a spreadsheet, not a formula', (name) => {
  expect(csv(name)).toContain(`'${name}`);
});
