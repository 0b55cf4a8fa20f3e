import type { FieldFault, Language } from '../../../contracts/errors.ts';
import type { DocumentFields } from './document.ts';

const words = {
  classMissing: { zh: '缺少主题分类', en: 'has no class' },
  classUnknown: { zh: '没有这个主题分类', en: 'there is no such class' },
  summaryMissing: { zh: '缺少摘要：列表和检索结果要显示它', en: 'has no summary: lists and search results show it' },
  bodyMissing: { zh: '没有正文', en: 'has no text' },
  issuedMissing: { zh: '缺少成文日期', en: 'has no date of issue' },
  numberMissing: { zh: '政策文件缺少发文字号', en: 'a policy has its document number' },
  validityReversed: { zh: '失效日期早于生效日期', en: 'the last day is before the first' },
  interpretsNothing: {
    zh: '解读要写明所解读的文件（来源名称或来源网址）',
    en: 'an interpretation names the document that it interprets (source or its address)',
  },
} as const;

/**
 * Everything that a document lacks before it can be reviewed, by field, in the order of the form; empty when it is whole.
 * The fields are those that 政府信息公开条例 (国令第711号) art. 19–24 and 政府网站发展指引 have a published document carry.
 */
export function completenessFaults(
  fields: DocumentFields,
  classes: ReadonlySet<string>,
  language: Language,
): FieldFault[] {
  const found: [string, keyof typeof words][] = [];
  if (fields.classCode === null) found.push(['/classCode', 'classMissing']);
  else if (!classes.has(fields.classCode)) found.push(['/classCode', 'classUnknown']);
  if (fields.kind === 'policy' && fields.number === null) found.push(['/number', 'numberMissing']);
  if (fields.summary === '') found.push(['/summary', 'summaryMissing']);
  if (fields.body === '') found.push(['/body', 'bodyMissing']);
  if (fields.issuedOn === null && fields.kind !== 'answer') found.push(['/issuedOn', 'issuedMissing']);
  if (fields.validFrom !== null && fields.validUntil !== null && fields.validUntil < fields.validFrom)
    found.push(['/validUntil', 'validityReversed']);
  if (fields.kind === 'interpretation' && fields.sourceName === null && fields.sourceUrl === null)
    found.push(['/sourceName', 'interpretsNothing']);
  return found.map(([field, fault]) => ({
    field,
    fault,
    message: language === 'en' ? words[fault].en : words[fault].zh,
  }));
}
