import type { Item, ItemType } from '../../../contracts/catalogue.ts';
import { creditCodeFault } from '../../../contracts/credit-code.ts';
import type { FieldFault, Language } from '../../../contracts/errors.ts';
import { parseResourceCode } from '../../../contracts/resource-code.ts';
import { faultWords } from './completeness-words.ts';
import type { ResourceFields } from './resource.ts';

/** What the entry is checked against: classes and code lists that exist. */
export interface Vocabulary {
  classes: ReadonlySet<string>;
  codeLists: ReadonlyMap<string, ReadonlySet<string>>;
  /** Standard data elements by code, with their type. */
  elements: ReadonlyMap<string, ItemType>;
}

/** A finding: a JSON pointer into the draft, and a key of `faultWords` with what fills its words. */
export interface CompletenessFault {
  field: string;
  fault: keyof typeof faultWords;
  details?: Record<string, string | number>;
}

const nameLimit = 50;
const summaryLimit = 256;
/** An item becomes a column: these are names that PostgreSQL keeps for itself. */
const reservedCodes = new Set(['ctid', 'oid', 'tableoid', 'xmin', 'xmax', 'cmin', 'cmax']);
const codeShape = /^[a-z][a-z0-9_]{0,47}$/;
// Types of which one value has one text in the library, so that a file's own repetitions are found before the database is asked.
const keyTypes: ReadonlySet<ItemType> = new Set(['C', 'D', 'I']);
/** A unique index holds at most 2,704 bytes a row; a character takes up to four. */
const keyCharacterLimit = 600;
const textTypes: ReadonlySet<ItemType> = new Set(['C', 'M', 'G']);

/**
 * Everything that a draft lacks or has wrong, by field, in the order of the form; empty when it can be submitted.
 * The fields are those of 政务信息资源目录编制指南 (发改高技术〔2017〕1272号); the rules of share types are those of
 * 国发〔2016〕51号 and 国令第809号: sharing is the rule, and what is withheld cites its legal basis.
 */
export function completenessFaults(resource: ResourceFields, vocabulary: Vocabulary): CompletenessFault[] {
  return [
    ...descriptionFaults(resource, vocabulary),
    ...reportingFaults(resource, vocabulary),
    ...sharingFaults(resource, vocabulary),
    ...(resource.items.length === 0 ? [{ field: '/items', fault: 'itemsMissing' } as const] : []),
    ...subjectFaults(resource),
    ...keyFaults(resource),
    ...resource.items.flatMap((item, index) => itemFaults(item, index, resource.items, vocabulary)),
  ];
}

/** The findings in the caller's words. */
export function completenessWords(faults: readonly CompletenessFault[], language: Language): FieldFault[] {
  return faults.map(({ field, fault, details = {} }) => {
    const words = faultWords[fault][language === 'en' ? 'en' : 'zh'];
    const message = words.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''));
    return { field, fault, message };
  });
}

function descriptionFaults(resource: ResourceFields, { classes, codeLists }: Vocabulary): CompletenessFault[] {
  const faults: CompletenessFault[] = [];
  const nameLength = characters(resource.name);
  if (blank(resource.name)) faults.push({ field: '/name', fault: 'nameMissing' });
  else if (nameLength > nameLimit)
    faults.push({ field: '/name', fault: 'nameTooLong', details: { length: nameLength, limit: nameLimit } });
  const summaryLength = characters(resource.summary);
  if (blank(resource.summary)) faults.push({ field: '/summary', fault: 'summaryMissing' });
  else if (summaryLength > summaryLimit)
    faults.push({
      field: '/summary',
      fault: 'summaryTooLong',
      details: { length: summaryLength, limit: summaryLimit },
    });
  if (blank(resource.classCode)) faults.push({ field: '/classCode', fault: 'classMissing' });
  else if (!classes.has(resource.classCode))
    faults.push({ field: '/classCode', fault: 'classUnknown', details: { code: resource.classCode } });
  else if (!/^[123]\d{5,}$/.test(resource.classCode))
    faults.push({ field: '/classCode', fault: 'classTooWide', details: { code: resource.classCode } });
  faults.push(...listed('/format', resource.format, codeLists.get('resource-format'), 'formatMissing'));
  faults.push(...listed('/updateCycle', resource.updateCycle, codeLists.get('update-cycle'), 'updateCycleMissing'));
  return faults;
}

/** The fields of today's reporting: none is asked of everyone, but what is said must be so. */
function reportingFaults(resource: ResourceFields, { codeLists }: Vocabulary): CompletenessFault[] {
  const faults: CompletenessFault[] = [];
  const lists = { domain: 'resource-domain', level: 'exercise-level', channel: 'supply-channel' } as const;
  for (const field of ['domain', 'level', 'channel'] as const) {
    const value = resource[field];
    if (value !== null) faults.push(...listed(`/${field}`, value, codeLists.get(lists[field]), 'codeUnknown'));
  }
  if (resource.region !== null && !/^\d{6}$/.test(resource.region))
    faults.push({ field: '/region', fault: 'regionUnknown' });
  if (resource.timeFrom !== null && resource.timeUntil !== null && resource.timeUntil < resource.timeFrom)
    faults.push({ field: '/timeUntil', fault: 'timeReversed' });
  if (resource.guidanceCode !== null && creditCodeFault(resource.guidanceCode) !== null)
    faults.push({ field: '/guidanceCode', fault: 'creditCodeWrong' });
  resource.relatedCodes.forEach((code, index) => {
    if (parseResourceCode(code) === null)
      faults.push({ field: `/relatedCodes/${index}`, fault: 'resourceCodeWrong', details: { code } });
  });
  return faults;
}

function sharingFaults(resource: ResourceFields, { codeLists }: Vocabulary): CompletenessFault[] {
  const faults: CompletenessFault[] = [];
  if (resource.shareType === null) faults.push({ field: '/shareType', fault: 'shareTypeMissing' });
  if (resource.shareType === 'withheld' && blank(resource.legalBasis))
    faults.push({ field: '/legalBasis', fault: 'withheldWithoutBasis' });
  if (resource.shareType === 'conditional' && blank(resource.shareCondition))
    faults.push({ field: '/shareCondition', fault: 'conditionMissing' });
  if (resource.shareType === 'withheld' && resource.openToPublic)
    faults.push({ field: '/openToPublic', fault: 'withheldButOpen' });
  faults.push(...listed('/shareMethod', resource.shareMethod, codeLists.get('share-method'), 'shareMethodMissing'));
  return faults;
}

function subjectFaults(resource: ResourceFields): CompletenessFault[] {
  const { subjectKind, subjectItem, items } = resource;
  if (subjectKind === null) return [{ field: '/subjectKind', fault: 'subjectKindMissing' }];
  const faults: CompletenessFault[] = [];
  if (subjectKind === 'none') {
    if (!blank(subjectItem)) faults.push({ field: '/subjectItem', fault: 'subjectItemOfNone' });
  } else if (blank(subjectItem)) {
    faults.push({ field: '/subjectItem', fault: 'subjectItemMissing' });
  } else {
    const item = items.find(({ code }) => code === subjectItem);
    const wanted = subjectKind === 'person' ? 'citizenId' : 'creditCode';
    if (!item) faults.push({ field: '/subjectItem', fault: 'itemNotListed', details: { item: subjectItem } });
    else if (item.check !== wanted)
      faults.push({
        field: '/subjectItem',
        fault: wanted === 'citizenId' ? 'subjectNotCitizenId' : 'subjectNotCreditCode',
      });
    else if (!item.required) faults.push({ field: '/subjectItem', fault: 'subjectNotRequired' });
  }
  resource.guardianItems.forEach((code, index) => {
    const item = items.find((candidate) => candidate.code === code);
    if (!item) faults.push({ field: `/guardianItems/${index}`, fault: 'itemNotListed', details: { item: code } });
    else if (item.check !== 'citizenId')
      faults.push({ field: `/guardianItems/${index}`, fault: 'guardianNotCitizenId' });
  });
  return faults;
}

function keyFaults({ keyItems, items }: ResourceFields): CompletenessFault[] {
  if (keyItems.length === 0) return [{ field: '/keyItems', fault: 'keyMissing' }];
  const faults: CompletenessFault[] = [];
  let length = 0;
  keyItems.forEach((code, index) => {
    const field = `/keyItems/${index}`;
    const item = items.find((candidate) => candidate.code === code);
    if (!item) faults.push({ field, fault: 'itemNotListed', details: { item: code } });
    else if (keyItems.indexOf(code) !== index) faults.push({ field, fault: 'itemTwice', details: { item: code } });
    else if (!keyTypes.has(item.type)) faults.push({ field, fault: 'keyType', details: { item: code } });
    else if (!item.required) faults.push({ field, fault: 'keyNotRequired', details: { item: code } });
    else if (item.type === 'C' && item.length === null && item.check === null)
      faults.push({ field, fault: 'keyLengthMissing', details: { item: code } });
    length += item?.check ? 18 : (item?.length ?? 20);
  });
  if (length > keyCharacterLimit)
    faults.push({ field: '/keyItems', fault: 'keyTooLong', details: { length, limit: keyCharacterLimit } });
  return faults;
}

function itemFaults(item: Item, index: number, items: readonly Item[], vocabulary: Vocabulary): CompletenessFault[] {
  const { codeLists, elements } = vocabulary;
  const at = (field: string) => `/items/${index}/${field}`;
  const faults: CompletenessFault[] = [];
  if (!codeShape.test(item.code) || reservedCodes.has(item.code))
    faults.push({ field: at('code'), fault: 'itemCodeUnsafe', details: { item: item.code } });
  else if (items.findIndex(({ code }) => code === item.code) < index)
    faults.push({ field: at('code'), fault: 'itemTwice', details: { item: item.code } });
  if (blank(item.name)) faults.push({ field: at('name'), fault: 'itemNameMissing' });
  else if (characters(item.name) > nameLimit)
    faults.push({
      field: at('name'),
      fault: 'nameTooLong',
      details: { length: characters(item.name), limit: nameLimit },
    });
  // A file's columns are matched by name or by code, so neither may stand for two items.
  else if (
    items.some(
      (other, place) => place !== index && (other.code === item.name || (place < index && other.name === item.name)),
    )
  )
    faults.push({ field: at('name'), fault: 'itemNameTwice', details: { name: item.name } });
  if (item.codeList !== null && !codeLists.has(item.codeList))
    faults.push({ field: at('codeList'), fault: 'codeListUnknown', details: { code: item.codeList } });
  if (item.codeList !== null && !textTypes.has(item.type))
    faults.push({ field: at('codeList'), fault: 'codeListType' });
  if (item.check !== null && item.type !== 'C') faults.push({ field: at('check'), fault: 'checkType' });
  if (item.precision !== null && item.length !== null && item.precision > item.length)
    faults.push({ field: at('precision'), fault: 'precisionOverLength' });
  if (item.shareType === 'withheld' && blank(item.legalBasis))
    faults.push({ field: at('legalBasis'), fault: 'withheldWithoutBasis' });
  if (item.secret && (item.shareType !== 'withheld' || item.open === true))
    faults.push({ field: at('secret'), fault: 'secretShared' });
  if (item.open === true && item.sensitivity !== 'none') faults.push({ field: at('open'), fault: 'openPersonal' });
  if (item.element !== null) {
    const type = elements.get(item.element);
    if (type === undefined)
      faults.push({ field: at('element'), fault: 'elementUnknown', details: { code: item.element } });
    else if (type !== item.type)
      faults.push({ field: at('element'), fault: 'elementDiffers', details: { code: item.element, type } });
  }
  return faults;
}

function listed(
  field: string,
  value: string | null,
  known: ReadonlySet<string> | undefined,
  missing: CompletenessFault['fault'],
): CompletenessFault[] {
  if (blank(value)) return [{ field, fault: missing }];
  return known && !known.has(value) ? [{ field, fault: 'codeUnknown', details: { code: value } }] : [];
}

function blank(text: string | null): text is null | '' {
  return text === null || text.trim() === '';
}

function characters(text: string): number {
  return [...text].length;
}
