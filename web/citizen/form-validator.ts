import { type RJSFSchema, type RJSFValidationError, toErrorSchema, type ValidatorType } from '@rjsf/utils';
import type { TFunction } from 'i18next';
import { Check, Errors } from 'typebox/schema';

/**
 * Checks a form by interpreting its JSON Schema. The usual validator of the form engine compiles schemas to code at
 * run time, which the pages' content policy forbids.
 */
export const formValidator: ValidatorType<Record<string, unknown>> = {
  validateFormData(formData, schema, _custom, transformErrors, uiSchema) {
    const found = faultsOf(schema, formData ?? {});
    const errors = transformErrors ? transformErrors(found, uiSchema) : found;
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  isValid: (schema, formData) => isSound(schema, formData),
  rawValidation: (schema, formData) => ({ errors: Errors(schema as object, formData)[1] as never[] }),
};

/** Whether a value fits a schema. */
export function isSound(schema: RJSFSchema | boolean | undefined, value: unknown): boolean {
  return schema === undefined || typeof schema === 'boolean' ? schema !== false : Check(schema as object, value);
}

function faultsOf(schema: RJSFSchema, value: unknown): RJSFValidationError[] {
  return Errors(schema as object, value)[1].flatMap((error) => {
    const path = error.instancePath.split('/').slice(1);
    const names =
      error.keyword === 'required' ? (error.params as { requiredProperties: string[] }).requiredProperties : [null];
    return names.map((name) => {
      const property = [...path, ...(name === null ? [] : [name])];
      return {
        name: error.keyword,
        property: `.${property.join('.')}`,
        message: error.message,
        params: error.params,
        stack: error.message,
      };
    });
  });
}

/** What is wrong with an answer, in the reader's language. */
export function faultWords({ name, params }: RJSFValidationError, t: TFunction): string {
  const known = [
    'required',
    'pattern',
    'format',
    'minLength',
    'maxLength',
    'minItems',
    'enum',
    'minimum',
    'maximum',
    'type',
  ];
  if (!name || !known.includes(name)) return t('fault.other');
  return t(`fault.${name}`, { limit: (params as { limit?: unknown } | undefined)?.limit });
}
