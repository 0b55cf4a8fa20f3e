import type { Remark } from '../../../contracts/catalogue.ts';
import type {
  Channel,
  DocumentDraft,
  DocumentForce,
  DocumentKind,
  DocumentState,
  VersionState,
} from '../../../contracts/documents.ts';
import { DomainError } from '../../platform/domain-error.ts';

/** What its agency writes of a document, each field present. `body` is sanitised HTML; days are YYYY-MM-DD. */
export interface DocumentFields {
  kind: DocumentKind;
  title: string;
  titleEn: string | null;
  classCode: string | null;
  number: string | null;
  summary: string;
  body: string;
  regionCode: string | null;
  issuedOn: string | null;
  validFrom: string | null;
  validUntil: string | null;
  sourceName: string | null;
  sourceUrl: string | null;
  topics: string[];
}

export interface Version extends DocumentFields {
  documentId: string;
  version: number;
  state: VersionState;
  remarks: Remark[];
  updatedAt: Date;
  publishedAt: Date | null;
}

/** A document: at most one version is shown, and at most one is being written, beside it or before it. */
export interface Document {
  id: string;
  code: string | null;
  key: string | null;
  agencyId: string;
  publishedVersion: number | null;
  workingVersion: number | null;
  withdrawnAt: Date | null;
  withdrawnReason: string | null;
  revision: number;
  updatedAt: Date;
}

export type Act = 'write' | 'submit' | 'publish' | 'return' | 'discard';

/** Where a document stands, by what is being written or else by what is shown. */
export function stateOf(
  document: Pick<Document, 'publishedVersion' | 'workingVersion'>,
  working: Pick<Version, 'state'> | undefined,
): DocumentState {
  if (working) return working.state as 'draft' | 'submitted' | 'returned';
  return document.publishedVersion === null ? 'withdrawn' : 'published';
}

const allowed: Record<Act, readonly DocumentState[]> = {
  write: ['draft', 'returned', 'published', 'withdrawn'],
  submit: ['draft', 'returned'],
  publish: ['submitted'],
  return: ['submitted'],
  discard: ['draft', 'returned'],
};

/** Throws `document-state` when the act is not one for where the document stands. */
export function requireAct(act: Act, state: DocumentState): void {
  if (!allowed[act].includes(state)) throw new DomainError('document-state', { state });
}

/** A draft with every field present; blank text is no text. The body is taken as already cleaned. */
export function fieldsOf(draft: DocumentDraft, cleanedBody: string): DocumentFields {
  return {
    kind: draft.kind,
    title: draft.title.trim(),
    titleEn: trimmed(draft.titleEn),
    classCode: trimmed(draft.classCode),
    number: trimmed(draft.number),
    summary: (draft.summary ?? '').trim(),
    body: cleanedBody,
    regionCode: draft.regionCode ?? null,
    issuedOn: draft.issuedOn ?? null,
    validFrom: draft.validFrom ?? null,
    validUntil: draft.validUntil ?? null,
    sourceName: trimmed(draft.sourceName),
    sourceUrl: trimmed(draft.sourceUrl),
    topics: (draft.topics ?? []).map((topic) => topic.trim()),
  };
}

function trimmed(text: string | null | undefined): string | null {
  return text?.trim() || null;
}

/** Whether a document holds on a day; both its days count in. */
export function forceOn(
  day: string,
  { validFrom, validUntil }: Pick<DocumentFields, 'validFrom' | 'validUntil'>,
): DocumentForce {
  if (validFrom !== null && day < validFrom) return 'notYet';
  return validUntil !== null && day > validUntil ? 'expired' : 'inForce';
}

/** What a column of a site takes; an empty list takes all. */
export type ChannelFilter = Pick<Channel, 'kinds' | 'classCodes' | 'agencyIds' | 'regionCode'>;

/**
 * Whether a column shows a document: by kind, class (with those below it), agency, and region: of the region, of one below it,
 * or for everywhere. `documentsShown` in store-shown.ts says the same in SQL.
 */
export function channelTakes(
  filter: ChannelFilter,
  shown: { kind: DocumentKind; classCode: string; agencyId: string; regionCode: string | null },
): boolean {
  return (
    (filter.kinds.length === 0 || filter.kinds.includes(shown.kind)) &&
    (filter.classCodes.length === 0 || filter.classCodes.some((code) => shown.classCode.startsWith(code))) &&
    (filter.agencyIds.length === 0 || filter.agencyIds.includes(shown.agencyId)) &&
    (filter.regionCode === null ||
      shown.regionCode === null ||
      shown.regionCode.startsWith(regionPrefix(filter.regionCode)))
  );
}

/** The digits that a region (GB/T 2260) shares with all below it: 330000 → 33, 330100 → 3301. */
export function regionPrefix(code: string): string {
  return code.replace(/(0000|00)$/, '');
}
