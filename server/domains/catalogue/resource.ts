import type { Item, ItemDraft, Remark, ResourceDraft, ResourceState } from '../../../contracts/catalogue.ts';
import { DomainError } from '../../platform/domain-error.ts';

/** The fields of an entry that its provider writes, each present. */
export interface ResourceFields {
  name: string;
  nameEn: string | null;
  summary: string;
  classCode: string | null;
  format: string | null;
  shareType: 'unconditional' | 'conditional' | 'withheld' | null;
  shareCondition: string | null;
  legalBasis: string | null;
  shareMethod: string | null;
  openToPublic: boolean;
  openCondition: string | null;
  updateCycle: string | null;
  /** 应用场景 */
  scenario: string | null;
  /** 所属领域, code list resource-domain. */
  domain: string | null;
  /** 所在层级, code list exercise-level. */
  level: string | null;
  /** 区划, GB/T 2260; null: the provider's. */
  region: string | null;
  /** 数据时间范围, YYYY-MM-DD. */
  timeFrom: string | null;
  timeUntil: string | null;
  /** 提供渠道, code list supply-channel. */
  channel: string | null;
  /** 中央业务指导部门代码 */
  guidanceCode: string | null;
  /** 来源事项编码 */
  sourceItems: string[];
  /** 关联资源代码 */
  relatedCodes: string[];
  subjectKind: 'person' | 'organisation' | 'none' | null;
  subjectItem: string | null;
  guardianItems: string[];
  keyItems: string[];
  /** Share of faulty rows, 0 to 1, over which a batch is refused. */
  rejectThreshold: number;
  items: Item[];
}

/** A catalogue entry (信息资源). */
export interface Resource extends ResourceFields {
  id: string;
  /** Assigned at publication: 307001/000001. */
  code: string | null;
  /** Its name within a pack. */
  key: string | null;
  providerId: string;
  state: ResourceState;
  remarks: Remark[];
  version: number;
  updatedAt: Date;
  publishedAt: Date | null;
  /** How often it was published; 0: never. */
  edition: number;
  /** The published entry that this one prepares a change of. */
  changeOf: string | null;
  /** Why it is suspended or retired. */
  stateReason: string | null;
  suspendedBy: 'provider' | 'operator' | null;
  successorId: string | null;
}

/** What an entry is before anything was published of it. */
export const unpublished = {
  edition: 0,
  changeOf: null,
  stateReason: null,
  suspendedBy: null,
  successorId: null,
} as const;

export type Act = 'edit' | 'submit' | 'publish' | 'return' | 'change' | 'suspend' | 'resume' | 'retire' | 'discard';

const life: Record<Act, { from: readonly ResourceState[]; to: ResourceState | null }> = {
  edit: { from: ['draft', 'returned'], to: null },
  submit: { from: ['draft', 'returned'], to: 'submitted' },
  publish: { from: ['submitted'], to: 'published' },
  return: { from: ['submitted'], to: 'returned' },
  change: { from: ['published', 'suspended'], to: null },
  suspend: { from: ['published'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'published' },
  retire: { from: ['published', 'suspended'], to: 'retired' },
  discard: { from: ['draft', 'returned'], to: null },
};

/** The state after an act. Throws `resource-state` when the act is not one for the state that the entry is in. */
export function stateAfter(state: ResourceState, act: Act): ResourceState {
  const { from, to } = life[act];
  if (!from.includes(state)) throw new DomainError('resource-state', { state });
  return to ?? state;
}

/**
 * Who sees an entry: its own agency always; other agencies once it is published; the platform's operator once it was
 * submitted. A draft is its provider's business alone.
 */
export function isVisible(
  resource: Pick<Resource, 'providerId' | 'state'>,
  reader: { agencyId: string; operator: boolean },
): boolean {
  if (resource.providerId === reader.agencyId) return true;
  if (reader.operator) return resource.state !== 'draft';
  return ['published', 'suspended', 'retired'].includes(resource.state);
}

/** A draft with every field present; blank text is no text. */
export function fieldsOf(draft: ResourceDraft): ResourceFields {
  return {
    name: draft.name.trim(),
    nameEn: clean(draft.nameEn),
    summary: (draft.summary ?? '').trim(),
    classCode: clean(draft.classCode),
    format: clean(draft.format),
    shareType: draft.shareType ?? null,
    // The guide has the condition of unconditional sharing read “无条件”.
    shareCondition: draft.shareType === 'unconditional' ? '无条件' : clean(draft.shareCondition),
    legalBasis: clean(draft.legalBasis),
    shareMethod: clean(draft.shareMethod),
    openToPublic: draft.openToPublic ?? false,
    openCondition: clean(draft.openCondition),
    updateCycle: clean(draft.updateCycle),
    scenario: clean(draft.scenario),
    domain: clean(draft.domain),
    level: clean(draft.level),
    region: clean(draft.region),
    timeFrom: draft.timeFrom ?? null,
    timeUntil: draft.timeUntil ?? null,
    channel: clean(draft.channel),
    guidanceCode: clean(draft.guidanceCode),
    sourceItems: draft.sourceItems ?? [],
    relatedCodes: draft.relatedCodes ?? [],
    subjectKind: draft.subjectKind ?? null,
    subjectItem: clean(draft.subjectItem),
    guardianItems: draft.guardianItems ?? [],
    keyItems: draft.keyItems ?? [],
    rejectThreshold: draft.rejectThreshold ?? 0.05,
    items: (draft.items ?? []).map(itemOf),
  };
}

/** What an entry says, without what the platform knows of it. */
export function fieldsOnly(resource: ResourceFields): ResourceFields {
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
    guardianItems: resource.guardianItems,
    keyItems: resource.keyItems,
    rejectThreshold: resource.rejectThreshold,
    items: resource.items,
  };
}

function itemOf(draft: ItemDraft): Item {
  return {
    code: draft.code.trim(),
    name: draft.name.trim(),
    nameEn: clean(draft.nameEn),
    type: draft.type,
    length: draft.length ?? null,
    precision: draft.precision ?? null,
    required: draft.required ?? false,
    codeList: clean(draft.codeList),
    check: draft.check ?? null,
    sensitivity: draft.sensitivity ?? 'none',
    shareType: draft.shareType ?? null,
    shareCondition: clean(draft.shareCondition),
    legalBasis: clean(draft.legalBasis),
    secret: draft.secret ?? false,
    open: draft.open ?? null,
    element: clean(draft.element),
  };
}

function clean(text: string | null | undefined): string | null {
  return text?.trim() || null;
}
