import { useTranslation } from 'react-i18next';
import type { Item, ResourceDetail } from '../../contracts/catalogue.ts';

/** Fields whose values are a code list's, with its name. */
export const listedFields = {
  format: 'resource-format',
  updateCycle: 'update-cycle',
  shareMethod: 'share-method',
  domain: 'resource-domain',
  level: 'exercise-level',
  channel: 'supply-channel',
} as const;

/** An item while it is edited: `row` names it though its code changes; keys and guardians are marks on it. */
export interface EditedItem extends Item {
  row: number;
  key: boolean;
  guardian: boolean;
}

/** The entry while it is edited. */
export interface Edited
  extends Pick<
    ResourceDetail,
    | 'name'
    | 'nameEn'
    | 'summary'
    | 'classCode'
    | 'format'
    | 'shareType'
    | 'shareCondition'
    | 'legalBasis'
    | 'shareMethod'
    | 'openToPublic'
    | 'openCondition'
    | 'updateCycle'
    | 'scenario'
    | 'domain'
    | 'level'
    | 'region'
    | 'timeFrom'
    | 'timeUntil'
    | 'channel'
    | 'guidanceCode'
    | 'sourceItems'
    | 'relatedCodes'
    | 'subjectKind'
    | 'subjectItem'
    | 'rejectThreshold'
  > {
  items: EditedItem[];
}

export function editedOf(resource: ResourceDetail): Edited {
  return {
    name: resource.name,
    nameEn: resource.nameEn,
    summary: resource.summary,
    classCode: resource.classCode,
    format: resource.format,
    shareType: resource.shareType,
    shareCondition: resource.shareCondition,
    legalBasis: resource.legalBasis,
    shareMethod: resource.shareMethod,
    openToPublic: resource.openToPublic,
    openCondition: resource.openCondition,
    updateCycle: resource.updateCycle,
    scenario: resource.scenario,
    domain: resource.domain,
    level: resource.level,
    region: resource.region,
    timeFrom: resource.timeFrom,
    timeUntil: resource.timeUntil,
    channel: resource.channel,
    guidanceCode: resource.guidanceCode,
    sourceItems: resource.sourceItems,
    relatedCodes: resource.relatedCodes,
    subjectKind: resource.subjectKind,
    subjectItem: resource.subjectItem,
    rejectThreshold: resource.rejectThreshold,
    items: resource.items.map((item, row) => ({
      ...item,
      row,
      key: resource.keyItems.includes(item.code),
      guardian: resource.guardianItems.includes(item.code),
    })),
  };
}

/** What is sent to be kept. */
export function draftOf({ items, ...rest }: Edited) {
  return {
    ...rest,
    name: rest.name.trim(),
    keyItems: items.filter((item) => item.key).map((item) => item.code),
    guardianItems: items.filter((item) => item.guardian).map((item) => item.code),
    items: items.map(({ row: _row, key: _key, guardian: _guardian, ...item }) => item),
  };
}

export function emptyItem(row: number): EditedItem {
  return {
    row,
    key: false,
    guardian: false,
    code: '',
    name: '',
    nameEn: null,
    type: 'C',
    length: null,
    precision: null,
    required: false,
    codeList: null,
    check: null,
    sensitivity: 'none',
    shareType: null,
    shareCondition: null,
    legalBasis: null,
    secret: false,
    open: null,
    element: null,
  };
}

/** The control that a pointer such as /items/2/code or /keyItems/0 stands beside. */
export function controlOf(field: string): string {
  if (/^\/(keyItems|guardianItems)/.test(field)) return 'f-items';
  return `f${field.replace(/^\/(relatedCodes|sourceItems)\/\d+$/, '/$1').replaceAll('/', '-')}`;
}

/** A pointer in the form's own words: “name” of the entry, or “item 3, code”. */
export function useFieldName(items: readonly { name: string; code: string }[]): (field: string) => string {
  const { t } = useTranslation();
  return (field) => {
    const [, top = '', place = '', member] = field.split('/');
    if (top === 'items' && member) {
      const item = items[Number(place)];
      const named = item?.name || item?.code || t('resource.itemNumber', { number: Number(place) + 1 });
      return t('resource.itemField', { item: named, field: t(`resource.${member}`, { defaultValue: member }) });
    }
    return t(`resource.${top}`, { defaultValue: field });
  };
}
