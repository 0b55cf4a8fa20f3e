import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CaseRow, FieldState, ServiceDefinition } from './case-data.ts';
import { compile, createFormValidator, editFaults, formOf } from './form.ts';
import { sniff } from './upload-material.ts';

const folder = new URL('../../../packs/demo/services/', import.meta.url);
const item = (name: string) => parse(readFileSync(new URL(name, folder), 'utf8')) as ServiceDefinition;
const filled = (value: unknown): FieldState => ({ kind: 'filled', value, origin: 'account', source: null });
const asked: FieldState = { kind: 'asked', reasons: [] };

describe('the form', () => {
  const definition = item('resident-pension-enrolment.yaml');
  const row = (fields: CaseRow['fields'], form: CaseRow['form']) => ({
    itemKey: definition.key,
    itemVersion: 1,
    definition,
    fields,
    form,
  });
  const validate = createFormValidator();

  it('holds what was filled and what was given, never what was given over what was filled', () => {
    const form = formOf(
      row({ name: filled('沈国庆'), contribution_tier: asked }, { name: '别人', contribution_tier: '500' }),
    );
    expect(form).toEqual({ name: '沈国庆', contribution_tier: '500' });
  });

  it('holds the stated value of a disputed field', () => {
    expect(
      formOf(
        row(
          {
            name: {
              ...(filled('沈国庆') as object),
              dispute: { value: '沈国强', proof: '户口簿', at: '' },
            } as FieldState,
          },
          {},
        ),
      ),
    ).toEqual({ name: '沈国强' });
  });

  it('names each faulty field in the caller’s language', () => {
    const at = row({}, {});
    const faults = validate(at, { name: '沈国庆', contribution_tier: '3' }, 'zh-CN');
    expect(faults.map((fault) => fault.field)).toContain('/citizen_id');
    expect(faults.find((fault) => fault.field === '/contribution_tier')?.message).toContain('只能是');
    expect(validate(at, {}, 'en')[0]?.message).toBe('is required');
  });

  it('refuses to retype a filled field and to fill one that does not exist', () => {
    const at = row({ name: filled('沈国庆'), mobile: asked }, {});
    expect(editFaults(at, ['mobile'], 'zh-CN')).toEqual([]);
    expect(editFaults(at, ['name', 'nonsense', '__proto__'], 'en').map((fault) => [fault.field, fault.fault])).toEqual([
      ['/form/name', 'filled'],
      ['/form/nonsense', 'additionalProperties'],
      ['/form/__proto__', 'additionalProperties'],
    ]);
  });

  it('asks for what a choice makes needed, and says it once', () => {
    const change = item('company-change.yaml');
    const faults = validate(
      { itemKey: change.key, itemVersion: 1, definition: change },
      { change_items: ['address'] },
      'zh-CN',
    );
    expect(faults.map((fault) => fault.field)).toEqual(expect.arrayContaining(['/new_region', '/new_address']));
    expect(faults.filter((fault) => fault.fault === 'if')).toEqual([]);
    expect(faults.map((fault) => fault.field)).not.toContain('/new_business_scope');
  });

  it.each(readdirSync(folder))('of %s is a JSON Schema whose properties are the item’s fields', (name) => {
    const definition = item(name);
    expect(() => compile(definition.form)).not.toThrow();
    expect(Object.keys(definition.form.properties as object).sort()).toEqual(
      definition.fields.map((field) => field.name).sort(),
    );
  });
});

describe('a file', () => {
  it('is known by its first bytes alone', () => {
    expect(sniff(Buffer.from('%PDF-1.7'))).toBe('application/pdf');
    expect(sniff(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))).toBe('image/png');
    expect(sniff(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg');
    for (const other of ['<html>', '<svg xmlns=', 'MZ', '', '%PD']) expect(sniff(Buffer.from(other))).toBeNull();
  });
});
