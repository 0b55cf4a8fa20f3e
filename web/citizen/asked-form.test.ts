import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { askedForm } from './asked-form.ts';
import { formValidator } from './form-validator.ts';

const company = parse(readFileSync(join(import.meta.dirname, '../../packs/demo/services/company-change.yaml'), 'utf8'));
const asked = company.fields
  .filter((field: { source: object }) => 'applicantInput' in field.source)
  .map((field: { codeList?: string; source: { why: object } }) => ({
    codeList: null,
    ...field,
    why: field.source.why,
  }));
const lists = { 'company-change': [{ code: 'address', zh: '住所', en: 'Address' }] };
const form = (answers: object, language = 'zh-CN') => askedForm(company, asked, lists, language, { ...answers });
const faults = (answers: Record<string, unknown>) =>
  formValidator
    .validateFormData(answers, form(answers).schema)
    .errors.map(({ property, name }) => `${property} ${name}`);

test('filled fields are neither asked nor required', () => {
  expect(Object.keys(form({}).schema.properties!)).toEqual(['change_items']);
  expect(form({}).schema.required).toEqual(['change_items']);
});

test('a field that only a condition requires is asked once the condition holds', () => {
  const { schema } = form({ change_items: ['address'] });
  expect(Object.keys(schema.properties!)).toEqual(['change_items', 'new_region', 'new_address']);
  expect(schema.required).toEqual(['change_items', 'new_region', 'new_address']);
});

test('titles and choices are in the language of the reader, a code without words stands for itself', () => {
  const { schema, uiSchema } = form({}, 'en');
  expect(schema.properties!.change_items).toMatchObject({ title: 'What is to change' });
  expect(uiSchema.change_items['ui:enumNames']).toEqual(['Address', 'businessScope']);
});

test('a fault is told at the field that has it', () => {
  expect(faults({})).toEqual(['.change_items required']);
  expect(faults({ change_items: [] })).toEqual(['.change_items minItems']);
  expect(faults({ change_items: ['address'], new_region: '3301', new_address: '滨江区' })).toEqual([
    '.new_region pattern',
  ]);
  expect(faults({ change_items: ['address'], new_region: '330108', new_address: '滨江区' })).toEqual([]);
});
