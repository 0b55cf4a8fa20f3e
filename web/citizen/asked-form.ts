import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import type { Case, Service } from '../../contracts/services.ts';
import type { CodeEntry } from '../app/code-words.ts';
import { isSound } from './form-validator.ts';

type Field = Pick<Case['fields'][number], 'name' | 'title' | 'codeList' | 'why'>;
type Answers = Record<string, unknown>;

/**
 * The part of a service's form that is asked of the applicant: the schema with the filled fields taken out, titles and
 * choices in the reader's language. A field that only a condition requires is asked once the condition holds.
 */
export function askedForm(
  service: Pick<Service, 'form' | 'uiSchema'>,
  asked: Field[],
  lists: Record<string, CodeEntry[]>,
  language: string,
  answers: Answers = {},
): { schema: RJSFSchema; uiSchema: UiSchema } {
  const { properties = {}, allOf = [], required = [], additionalProperties: _, ...rest } = service.form as RJSFSchema;
  const given = service.uiSchema as UiSchema;
  const say = (words: { zh: string; en: string }) => (language === 'en' ? words.en : words.zh);
  const { needed, idle } = conditionsOf(allOf, answers);
  const shown = asked.filter(({ name }) => !idle.has(name) && typeof properties[name] === 'object');
  const names = new Set(shown.map((field) => field.name));
  const schema: RJSFSchema = { ...rest, title: undefined, properties: {} };
  schema.required = [...new Set([...required, ...needed])].filter((name) => names.has(name));
  const uiSchema: UiSchema = {};
  const order = (given['ui:order'] as string[] | undefined)?.filter((name) => names.has(name));
  if (order) uiSchema['ui:order'] = [...order, '*'];
  for (const field of shown) {
    const property = properties[field.name] as RJSFSchema;
    schema.properties![field.name] = { ...property, title: say(field.title) };
    uiSchema[field.name] = {
      ...(given[field.name] as UiSchema | undefined),
      ...(field.why && { 'ui:description': say(field.why) }),
      ...controlOf(property, field.codeList, (code) => {
        const entry = lists[field.codeList ?? '']?.find((known) => known.code === code);
        return entry ? say(entry) : String(code);
      }),
    };
  }
  return { schema, uiSchema };
}

/** The control that suits a field, and its choices in words. */
function controlOf(property: RJSFSchema, codeList: string | null, wordOf: (code: unknown) => string): UiSchema {
  if (codeList === 'regions') return { 'ui:widget': 'region' };
  const items =
    property.type === 'array' && typeof property.items === 'object' && !Array.isArray(property.items)
      ? property.items
      : null;
  const choices = items ? items.enum : property.enum;
  if (choices) return { ...(items && { 'ui:widget': 'checkboxes' }), 'ui:enumNames': choices.map(wordOf) };
  return property.type === 'string' && (property.maxLength ?? 0) > 300 ? { 'ui:widget': 'textarea' } : {};
}

/** What the conditions of a form (`if` … `then: required`) ask for by these answers, and what they leave aside. */
function conditionsOf(
  conditions: RJSFSchema['allOf'] & object,
  answers: Answers,
): { needed: string[]; idle: Set<string> } {
  const needed = new Set<string>();
  const idle = new Set<string>();
  for (const part of conditions) {
    if (typeof part === 'boolean' || typeof part.if !== 'object' || typeof part.then !== 'object') continue;
    // JSON Schema holds a condition on an answer not given to be met; to a reader it is not.
    const answered = Object.keys(part.if.properties ?? {}).every((name) => answers[name] !== undefined);
    for (const name of part.then.required ?? []) (answered && isSound(part.if, answers) ? needed : idle).add(name);
  }
  return { needed: [...needed], idle: new Set([...idle].filter((name) => !needed.has(name))) };
}
