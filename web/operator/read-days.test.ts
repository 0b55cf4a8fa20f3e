import { expect, it } from 'vitest';
import { readDays } from './read-days.ts';

const rest = (text: string) => readDays(text, 2027, 'rest', '节假日');

it.each([
  ['2027-01-01 元旦', ['2027-01-01'], '元旦'],
  ['2027年1月1日 元旦', ['2027-01-01'], '元旦'],
  ['1月1日至3日 元旦', ['2027-01-01', '2027-01-02', '2027-01-03'], '元旦'],
  ['一、元旦：1月1日（周五）至3日（周日）放假，共3天。', ['2027-01-01', '2027-01-02', '2027-01-03'], '元旦'],
  [
    '五、劳动节：4月30日（周五）至5月2日（周日）放假调休，共3天。',
    ['2027-04-30', '2027-05-01', '2027-05-02'],
    '劳动节',
  ],
  ['2027-02-28 ~ 2027-03-01', ['2027-02-28', '2027-03-01'], '节假日'],
  ['清明节 2027/4/5', ['2027-04-05'], '清明节'],
  ['2月20日（周六）、2月28日（周日）上班', ['2027-02-20', '2027-02-28'], '节假日'],
])('%s is read', (line, days, name) => {
  expect(rest(line)).toEqual({ days: days.map((day) => ({ day, kind: 'rest', name })), faults: [] });
});

it.each([
  ['元旦放假', 'noDate'],
  ['2027-02-29 春节', 'noSuchDay'],
  ['1月3日至1日', 'backwards'],
  ['2026-12-31 元旦', 'otherYear'],
  ['1月1日\n1月1日', 'repeated'],
])('%j is refused: %s', (text, fault) => {
  expect(rest(text).faults.map((each) => each.fault)).toEqual([fault]);
});

it('blank lines say nothing, and a fault names its line', () => {
  expect(rest('\n1月1日 元旦\n\n后天').faults).toEqual([{ line: 4, text: '后天', fault: 'noDate' }]);
});
