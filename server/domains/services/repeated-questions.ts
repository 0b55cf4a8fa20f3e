import type { Element } from '../../../contracts/elements.ts';
import type { RepeatedQuestion } from '../../../contracts/repeated-questions.ts';
import type { ServiceDefinition } from './case-data.ts';

/**
 * Fields of a service's form that are not filled from data, though their name is that of a data element (or one of its
 * other names) whose one source is decided: 不得重复收集, nothing that sharing can give is asked of a person again (国令第809号).
 */
export function repeatedQuestions(
  { key, title, form, fields }: Pick<ServiceDefinition, 'key' | 'title' | 'form' | 'fields'>,
  elements: readonly Element[],
): RepeatedQuestion[] {
  const filled = new Set(fields.map(({ name }) => name));
  const properties = (form as { properties?: Record<string, { title?: unknown }> }).properties ?? {};
  return Object.entries(properties).flatMap(([field, { title: asked }]) => {
    if (filled.has(field) || typeof asked !== 'string') return [];
    const element = elements.find(({ name, aliases, source }) => source && (name === asked || aliases.includes(asked)));
    if (!element?.source) return [];
    const { resourceId, resourceName, providerName } = element.source;
    return [
      {
        service: key,
        serviceName: title.zh,
        field,
        fieldName: asked,
        element: element.code,
        sourceId: resourceId,
        sourceName: resourceName,
        sourceProvider: providerName,
      },
    ];
  });
}
