import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FieldFault, Language } from '../../../contracts/errors.ts';
import { validationFault } from '../../platform/i18n.ts';
import type { CaseRow, FieldState, ServiceDefinition } from './case-data.ts';

type Form = Record<string, unknown>;

/** What the form holds: what was filled, or stated against it in a dispute, and what the applicant gave. Nothing empty. */
export function formOf(row: Pick<CaseRow, 'definition' | 'fields' | 'form'>): Form {
  const form: Form = {};
  for (const { name } of row.definition.fields) {
    const value = formValue(row.fields[name], row.form[name]);
    if (value !== null && value !== undefined && value !== '') form[name] = asSchemaWants(row.definition, name, value);
  }
  return form;
}

export function formValue(field: FieldState | undefined, given: unknown): unknown {
  if (field?.kind === 'filled') return field.dispute ? field.dispute.value : field.value;
  return given ?? null;
}

/** A number from a source fits a text field as its digits: 500.00 stands as it stands in the register. */
function asSchemaWants(definition: ServiceDefinition, name: string, value: unknown): unknown {
  const properties = definition.form.properties as Record<string, { type?: unknown }> | undefined;
  return properties?.[name]?.type === 'string' && typeof value === 'number' ? String(value) : value;
}

/** Validators of item versions; compiled once, since a schema's compilation costs more than its use. */
export function createFormValidator(): (
  row: Pick<CaseRow, 'itemKey' | 'itemVersion' | 'definition'>,
  form: Form,
  language: Language,
) => FieldFault[] {
  const compiled = new Map<string, ValidateFunction>();
  return (row, form, language) => {
    const key = `${row.itemKey} ${row.itemVersion}`;
    let validate = compiled.get(key);
    if (!validate) {
      validate = compile(row.definition.form);
      compiled.set(key, validate);
    }
    if (validate(form)) return [];
    // `if` only repeats what its branch says.
    return (validate.errors ?? [])
      .filter((error) => error.keyword !== 'if')
      .map((error) => validationFault(error, '', language));
  };
}

/** Throws where the schema itself is no JSON Schema: a pack is refused at load, not at the counter. */
export function compile(schema: Form): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

/** A value of a form is a line or a paragraph, never a file: characters of its JSON. */
const valueLimit = 10_000;

/** The fault of a value that is too long to be kept in a case, or none. */
export function lengthFaults(field: string, value: unknown, language: Language): FieldFault[] {
  if ((JSON.stringify(value) ?? '').length <= valueLimit) return [];
  const message = language === 'en' ? `is longer than ${valueLimit} characters` : `超过 ${valueLimit} 个字符`;
  return [{ field, fault: 'maxLength', message }];
}

/** Which of the fields to be changed cannot be: those the item does not have, and those that a source filled. */
export function editFaults(
  row: Pick<CaseRow, 'definition' | 'fields'>,
  names: readonly string[],
  language: Language,
): FieldFault[] {
  const english = language === 'en';
  return names.flatMap((name) => {
    const field = `/form/${name}`;
    if (!row.definition.fields.some((known) => known.name === name))
      return [{ field, fault: 'additionalProperties', message: english ? 'is not a known field' : '未知字段' }];
    if (row.fields[name]?.kind !== 'filled') return [];
    return [
      {
        field,
        fault: 'filled',
        message: english ? 'is filled from a source: dispute it if it is wrong' : '已由数据源填写，如有错误请提出异议',
      },
    ];
  });
}
