import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import type { Case, Service } from '../../contracts/services.ts';
import type { CodeEntry } from '../app/code-words.ts';

type Field = Case['fields'][number];

/**
 * The part of a service's form that is asked of the applicant: the schema with the filled fields taken out of its
 * properties and of what is required, titles and choices in the reader's language.
 */
export function askedForm(
  service: Pick<Service, 'form' | 'uiSchema'>,
  asked: Field[],
  lists: Record<string, CodeEntry[]>,
  language: string,
): { schema: RJSFSchema; uiSchema: UiSchema } {
  const whole = service.form as RJSFSchema;
  const names = new Set(asked.map((field) => field.name));
  const say = (words: { zh: string; en: string }) => (language === 'en' ? words.en : words.zh);
  const schema: RJSFSchema = { ...onlyOf(whole, names), title: undefined, properties: {} };
  const given = service.uiSchema as UiSchema;
  const uiSchema: UiSchema = {};
  const order = (given['ui:order'] as string[] | undefined)?.filter((name) => names.has(name));
  if (order) uiSchema['ui:order'] = [...order, '*'];
  for (const field of asked) {
    const property = whole.properties?.[field.name];
    if (!property || typeof property === 'boolean') continue;
    schema.properties![field.name] = { ...property, title: say(field.title) };
    const ui: UiSchema = {
      ...(given[field.name] as UiSchema | undefined),
      'ui:description': field.why ? say(field.why) : undefined,
    };
    if (field.codeList === 'regions') ui['ui:widget'] = 'region';
    const many = property.type === 'array' && typeof property.items === 'object' && !Array.isArray(property.items);
    const choices = many ? (property.items as RJSFSchema).enum : property.enum;
    if (choices) {
      const entries = lists[field.codeList ?? ''] ?? [];
      ui['ui:enumNames'] = choices.map((code) => {
        const entry = entries.find((known) => known.code === code);
        return entry ? say(entry) : String(code);
      });
      if (many) ui['ui:widget'] = 'checkboxes';
    }
    if (property.type === 'string' && (property.maxLength ?? 0) > 300) ui['ui:widget'] = 'textarea';
    uiSchema[field.name] = ui;
  }
  return { schema, uiSchema };
}

/** Drops from `required` whatever is not asked, also within conditions. */
function onlyOf(schema: RJSFSchema, names: Set<string>): RJSFSchema {
  const kept: RJSFSchema = { ...schema };
  if (schema.required) kept.required = schema.required.filter((name) => names.has(name));
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
    if (schema[key]) kept[key] = schema[key].map((part) => (typeof part === 'boolean' ? part : onlyOf(part, names)));
  }
  for (const key of ['then', 'else'] as const) {
    const part = schema[key];
    if (part && typeof part !== 'boolean') kept[key] = onlyOf(part, names);
  }
  return kept;
}
