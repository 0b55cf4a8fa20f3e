import type { ErrorObject } from 'ajv';
import type { FieldFault, Language } from '../../contracts/errors.ts';

/** zh-CN unless the caller prefers English (RFC 9110 §12.5.4: the highest quality wins, the first among equals). */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: Language = 'zh-CN';
  let bestQuality = 0;
  for (const part of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = Number(
      parameters
        .map((text) => text.trim())
        .find((text) => text.startsWith('q='))
        ?.slice(2) ?? 1,
    );
    const language: Language | null = /^zh\b/.test(tag) ? 'zh-CN' : /^en\b/.test(tag) ? 'en' : null;
    if (language && quality > bestQuality) [best, bestQuality] = [language, quality];
  }
  return best;
}

const words: Record<string, { zh: string; en: string }> = {
  required: { zh: '必填', en: 'is required' },
  additionalProperties: { zh: '未知字段', en: 'is not a known field' },
  type: { zh: '类型应为 {type}', en: 'should be of type {type}' },
  minLength: { zh: '至少 {limit} 个字符', en: 'should have at least {limit} characters' },
  maxLength: { zh: '最多 {limit} 个字符', en: 'should have at most {limit} characters' },
  minItems: { zh: '至少 {limit} 项', en: 'should have at least {limit} entries' },
  maxItems: { zh: '最多 {limit} 项', en: 'should have at most {limit} entries' },
  uniqueItems: { zh: '有重复项', en: 'has repeated entries' },
  minimum: { zh: '不能小于 {limit}', en: 'should be at least {limit}' },
  maximum: { zh: '不能大于 {limit}', en: 'should be at most {limit}' },
  pattern: { zh: '格式不正确', en: 'does not have the right form' },
  format: { zh: '应为 {format} 格式', en: 'should be a valid {format}' },
  enum: { zh: '只能是 {allowedValues} 之一', en: 'should be one of {allowedValues}' },
  const: { zh: '只能是 {allowedValue}', en: 'should be {allowedValue}' },
  anyOf: { zh: '不符合任何允许的形式', en: 'fits none of the forms allowed' },
};

/** One finding of the JSON Schema validator as a fault that names the field, in the caller's language. */
export function validationFault(error: ErrorObject, part: string, language: Language): FieldFault {
  const parameters = error.params as Record<string, unknown>;
  const inner = parameters.missingProperty ?? parameters.additionalProperty;
  const where = part === 'body' || part === '' ? '' : `${part}:`;
  const field = `${where}${error.instancePath}${inner === undefined ? '' : `/${String(inner)}`}` || '/';
  const text = words[error.keyword]?.[language === 'en' ? 'en' : 'zh'] ?? error.message ?? error.keyword;
  const message = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    return Array.isArray(value) ? value.join(language === 'en' ? ', ' : '、') : String(value ?? '');
  });
  return { field, fault: error.keyword, message };
}
