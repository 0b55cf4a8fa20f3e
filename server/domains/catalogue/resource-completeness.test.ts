import { describe, expect, test } from 'vitest';
import type { ItemDraft, ItemType, ResourceDraft } from '../../../contracts/catalogue.ts';
import { readPack } from '../../packs/read-pack.ts';
import { fieldsOf } from './resource.ts';
import { type CompletenessFault, completenessFaults, completenessWords } from './resource-completeness.ts';

const vocabulary = {
  classes: new Set(['202', '202001']),
  codeLists: new Map([
    ['sex', new Set(['1', '2'])],
    ['update-cycle', new Set(['3'])],
  ]),
  elements: new Map<string, ItemType>([['citizen-id', 'C']]),
};
const key: ItemDraft = { code: 'no', name: '编号', type: 'C', length: 10, required: true };
const subject: ItemDraft = { code: 'person_id', name: '公民身份号码', type: 'C', required: true, check: 'citizenId' };
const good: ResourceDraft = {
  name: '出生医学证明',
  summary: '摘要',
  classCode: '202001',
  format: 'database',
  shareType: 'conditional',
  shareCondition: '仅限政务服务',
  shareMethod: 'platform',
  updateCycle: '3',
  subjectKind: 'person',
  subjectItem: 'person_id',
  keyItems: ['no'],
  items: [key, subject],
};
const found = (change: Partial<ResourceDraft>) =>
  completenessFaults(fieldsOf({ ...good, ...change }), vocabulary).map(({ field, fault }) => [field, fault]);

test('a complete entry has nothing to mend', () => {
  expect(found({})).toEqual([]);
});

const cases: [string, Partial<ResourceDraft>, [string, CompletenessFault['fault']]][] = [
  ['a name over 50 characters', { name: '长'.repeat(51) }, ['/name', 'nameTooLong']],
  ['no summary', { summary: ' ' }, ['/summary', 'summaryMissing']],
  ['a summary over 256 characters', { summary: '长'.repeat(257) }, ['/summary', 'summaryTooLong']],
  ['no class', { classCode: null }, ['/classCode', 'classMissing']],
  ['an unknown class', { classCode: '999999' }, ['/classCode', 'classUnknown']],
  ['a class above the third level', { classCode: '202' }, ['/classCode', 'classTooWide']],
  ['no format', { format: null }, ['/format', 'formatMissing']],
  ['no update cycle', { updateCycle: null }, ['/updateCycle', 'updateCycleMissing']],
  ['an update cycle that is no code', { updateCycle: '77' }, ['/updateCycle', 'codeUnknown']],
  ['no share type', { shareType: null }, ['/shareType', 'shareTypeMissing']],
  ['withheld without a legal basis', { shareType: 'withheld' }, ['/legalBasis', 'withheldWithoutBasis']],
  ['conditional without its condition', { shareCondition: '' }, ['/shareCondition', 'conditionMissing']],
  [
    'withheld but open',
    { shareType: 'withheld', legalBasis: '某法', openToPublic: true },
    ['/openToPublic', 'withheldButOpen'],
  ],
  ['no share method', { shareMethod: null }, ['/shareMethod', 'shareMethodMissing']],
  ['no subject kind', { subjectKind: null, subjectItem: null }, ['/subjectKind', 'subjectKindMissing']],
  ['no subject item', { subjectItem: null }, ['/subjectItem', 'subjectItemMissing']],
  ['a subject item that is not among the items', { subjectItem: 'other' }, ['/subjectItem', 'itemNotListed']],
  ['a subject item that is not checked', { subjectItem: 'no' }, ['/subjectItem', 'subjectNotCitizenId']],
  ['an organisation known by a citizen ID', { subjectKind: 'organisation' }, ['/subjectItem', 'subjectNotCreditCode']],
  ['a subject item where there is no subject', { subjectKind: 'none' }, ['/subjectItem', 'subjectItemOfNone']],
  [
    'an optional subject item',
    { items: [key, { ...subject, required: false }] },
    ['/subjectItem', 'subjectNotRequired'],
  ],
  ['a guardian item that is not checked', { guardianItems: ['no'] }, ['/guardianItems/0', 'guardianNotCitizenId']],
  ['no key', { keyItems: [] }, ['/keyItems', 'keyMissing']],
  ['a key that is not among the items', { keyItems: ['other'] }, ['/keyItems/0', 'itemNotListed']],
  ['a key item named twice', { keyItems: ['no', 'no'] }, ['/keyItems/1', 'itemTwice']],
  ['an optional key item', { items: [{ ...key, required: false }, subject] }, ['/keyItems/0', 'keyNotRequired']],
  [
    'a key whose text can differ for one value',
    { items: [{ ...key, type: 'N' }, subject] },
    ['/keyItems/0', 'keyType'],
  ],
  [
    'a key of text without a length',
    { items: [{ ...key, length: null }, subject] },
    ['/keyItems/0', 'keyLengthMissing'],
  ],
  ['a key too long for an index', { items: [{ ...key, length: 700 }, subject] }, ['/keyItems', 'keyTooLong']],
  [
    'an unsafe item code',
    { items: [key, subject, { code: 'drop table', name: '丙', type: 'C' }] },
    ['/items/2/code', 'itemCodeUnsafe'],
  ],
  [
    'an item code that PostgreSQL keeps for itself',
    { items: [key, subject, { code: 'ctid', name: '丙', type: 'C' }] },
    ['/items/2/code', 'itemCodeUnsafe'],
  ],
  [
    'an item code twice',
    { items: [key, subject, { code: 'no', name: '丙', type: 'C' }] },
    ['/items/2/code', 'itemTwice'],
  ],
  [
    'an item name twice',
    { items: [key, subject, { code: 'c', name: '编号', type: 'C' }] },
    ['/items/2/name', 'itemNameTwice'],
  ],
  [
    'an item without a name',
    { items: [key, subject, { code: 'c', name: '', type: 'C' }] },
    ['/items/2/name', 'itemNameMissing'],
  ],
  [
    'an unknown code list',
    { items: [key, subject, { code: 'c', name: '丙', type: 'C', codeList: 'no-list' }] },
    ['/items/2/codeList', 'codeListUnknown'],
  ],
  [
    'a code list for a date',
    { items: [key, subject, { code: 'c', name: '丙', type: 'D', codeList: 'sex' }] },
    ['/items/2/codeList', 'codeListType'],
  ],
  [
    'check digits for a number',
    { items: [key, subject, { code: 'c', name: '丙', type: 'I', check: 'citizenId' }] },
    ['/items/2/check', 'checkType'],
  ],
  [
    'more decimals than digits',
    { items: [key, subject, { code: 'c', name: '丙', type: 'N', length: 2, precision: 3 }] },
    ['/items/2/precision', 'precisionOverLength'],
  ],
  [
    'an item withheld without a legal basis',
    { items: [key, subject, { code: 'c', name: '丙', type: 'C', shareType: 'withheld' }] },
    ['/items/2/legalBasis', 'withheldWithoutBasis'],
  ],
];

describe('each thing that an entry may lack is named by field', () => {
  test.each(cases)('%s', (_, change, expected) => {
    expect(found(change)).toEqual([expected]);
  });

  test('an entry without items says so, and that its key and subject are not among them', () => {
    expect(found({ items: [] })).toEqual([
      ['/items', 'itemsMissing'],
      ['/subjectItem', 'itemNotListed'],
      ['/keyItems/0', 'itemNotListed'],
    ]);
  });

  test('an empty draft lists everything at once', () => {
    const faults = completenessFaults(fieldsOf({ name: '只有名称' }), vocabulary);
    expect(faults.map(({ field }) => field)).toEqual([
      '/summary',
      '/classCode',
      '/format',
      '/updateCycle',
      '/shareType',
      '/shareMethod',
      '/items',
      '/subjectKind',
      '/keyItems',
    ]);
    for (const { message } of completenessWords(faults, 'zh-CN')) expect(message).not.toMatch(/[{}]/);
  });
});

test('the resources of the demo pack are complete by the same rule', async () => {
  const core = await readPack('packs/core');
  const demo = await readPack('packs/demo');
  const known = {
    classes: new Set(core.classification!.classes.map(({ code }) => code)),
    codeLists: new Map(core.codeLists.map((list) => [list.code, new Set(list.entries.map(({ code }) => code))])),
    elements: new Map(core.elements.map(({ code, type }) => [code, type])),
  };
  expect(demo.resources.length).toBeGreaterThan(5);
  for (const { name, classification, provider: _, file: __, open, key: ___, items, ...rest } of demo.resources) {
    const draft: ResourceDraft = {
      ...rest,
      name: name.zh,
      classCode: classification,
      openToPublic: open.is,
      items: items.map(({ en: nameEn, ...item }) => ({ ...item, nameEn })),
    };
    expect(completenessFaults(fieldsOf(draft), known)).toEqual([]);
  }
});
