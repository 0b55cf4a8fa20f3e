import { expect, test } from 'vitest';
import { asCsv } from './csv.ts';

const csv = (text: string) => asCsv([['数据'], [text]]);

test('a sheet begins with a byte order mark and its heads, and ends each row with CR LF', () => {
  expect(csv('出生信息')).toBe('\ufeff数据\r\n出生信息\r\n');
});

test('commas, quotation marks and line breaks stay within their cell', () => {
  expect(csv('a,"b"\nc')).toBe('\ufeff数据\r\n"a,""b""\nc"\r\n');
});

test.each(['=1+1', '+1', '-1', '@x', '\tx'])('%s is a text to a spreadsheet, not a formula', (text) => {
  expect(csv(text)).toContain(`'${text}`);
});
