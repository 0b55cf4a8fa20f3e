import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PackService } from '../../../contracts/pack.ts';
import { searchServices } from './search-services.ts';

const folder = new URL('../../../packs/demo/services/', import.meta.url);
const services = readdirSync(folder)
  .sort()
  .map((file) => parse(readFileSync(new URL(file, folder), 'utf8')) as PackService)
  .map(({ title, summary, guide, key }) => ({
    key,
    title,
    summary,
    topics: guide.topics,
    code: guide.code,
    agency: { name: '杭州市示例局', nameEn: 'Hangzhou Example Bureau' },
  }));
const found = (question: string) => searchServices(services, question).map(({ key }) => key);

it.each([
  '新生儿',
  '新生儿 登记',
  'newborn',
  'Newborn medical',
  'xinsheng',
  'xin sheng',
  "xin'sheng'er",
  'xsecb',
  'XSE',
])('finds the enrolment of a newborn first by “%s”', (question) =>
  expect(found(question)[0]).toBe('newborn-medical-enrolment'),
);

it.each([
  ['yanglao', 'resident-pension-enrolment'],
  ['hunyin', 'marriage-record'],
  ['hydj', 'marriage-record'],
  ['gongzufang', undefined],
  ['ruxue', 'school-enrolment'],
  ['退休', 'pension-benefit'],
  ['Starting a company', 'company-name'],
])('finds by “%s” what has it in its sound, its topic or its summary', (question, key) => {
  if (key) expect(found(question)).toContain(key);
  else expect(found(question)).toEqual([]);
});

it('finds by a title before it finds by what stands around it', () => {
  const titles = searchServices(services, '登记').map(({ title }) => title.zh.includes('登记'));
  expect(titles).toContain(false);
  expect(titles.indexOf(false)).toBeGreaterThan(titles.lastIndexOf(true));
});

it('starts at a syllable, never within one', () => {
  expect(found('insheng')).toEqual([]);
  expect(found('engji')).toEqual([]);
});

it('asks each word to be found', () => {
  expect(found('新生儿 公积金')).toEqual([]);
});
