import { expect, test } from 'vitest';
import type { Element } from '../../../contracts/elements.ts';
import { repeatedQuestions } from './repeated-questions.ts';

const place = {
  resourceId: 'r',
  resourceCode: '101001/000001',
  resourceName: '户籍人口',
  resourceNameEn: null,
  providerId: 'p',
  providerName: '公安厅',
  providerNameEn: null,
  item: 'sex',
  itemName: '性别',
  itemNameEn: null,
  declared: true,
};
const element = (code: string, name: string, source: Element['source'], aliases: string[] = []): Element => ({
  code,
  name,
  nameEn: null,
  type: 'C',
  length: null,
  codeList: null,
  check: null,
  meaning: name,
  standard: null,
  aliases,
  source,
});
const service = {
  key: 's',
  title: { zh: '参保登记', en: 'Enrolment' },
  form: { type: 'object', properties: { name: { title: '姓名' }, sex: { title: '性别' }, phone: { title: '手机号' } } },
  fields: [
    {
      name: 'name',
      title: { zh: '姓名', en: 'Name' },
      source: { resource: 'r', item: 'name', subject: 'applicant' as const },
    },
  ],
};

test('a field that a person fills in is flagged once the source of what it asks is decided', () => {
  const elements = [
    element('person-name', '姓名', place),
    element('sex', '性别', place),
    element('mobile', '手机号码', place, ['手机号']),
  ];
  expect(repeatedQuestions(service as never, elements).map(({ field, element: code }) => [field, code])).toEqual([
    ['sex', 'sex'],
    ['phone', 'mobile'],
  ]);
});

test('what no agency is the source of may be asked', () => {
  expect(repeatedQuestions(service as never, [element('sex', '性别', null)])).toEqual([]);
});
