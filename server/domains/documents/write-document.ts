import type { DocumentDraft } from '../../../contracts/documents.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { regionByCode } from '../directory/index.ts';
import { cleanBody } from './clean-body.ts';
import { type Document, type DocumentFields, fieldsOf, requireAct, stateOf, type Version } from './document.ts';
import { keepHistory } from './keep-history.ts';
import {
  deleteDocument,
  deleteVersion,
  documentForChange,
  saveDocument,
  saveVersion,
  versionOf,
  versionsOf,
} from './store.ts';

export interface Steward {
  accountId: string;
  agencyId: string;
}

/** Begins a document of the steward's agency as a draft. Throws `request-invalid` for a region that does not exist. */
export async function createDocument(platform: Platform, steward: Steward, draft: DocumentDraft): Promise<Document> {
  const fields = await checkedFields(platform, draft);
  const now = platform.now();
  const document: Document = {
    id: newId(),
    code: null,
    key: null,
    agencyId: steward.agencyId,
    publishedVersion: null,
    workingVersion: 1,
    withdrawnAt: null,
    withdrawnReason: null,
    revision: 1,
    updatedAt: now,
  };
  await platform.db.transaction().execute(async (tx) => {
    await saveDocument(tx, document);
    const version = draftOf(document.id, 1, fields, now);
    await saveVersion(tx, version);
    await keepHistory(platform, tx, document, version, steward, 'created');
  });
  return document;
}

/**
 * Writes the version in hand; where none is, begins the next one, beside what is shown or after a withdrawal. Throws
 * `not-found` for a document of another agency, `version-conflict`, `document-state`.
 */
export async function writeDocument(
  platform: Platform,
  steward: Steward,
  id: string,
  revision: number,
  draft: DocumentDraft,
): Promise<Document> {
  const fields = await checkedFields(platform, draft);
  return platform.db.transaction().execute(async (tx) => {
    const before = await documentForChange(tx, id);
    if (!before || before.agencyId !== steward.agencyId) throw new DomainError('not-found');
    if (before.revision !== revision) throw new DomainError('version-conflict');
    const versions = await versionsOf(tx, id);
    const working = versions.find(({ version }) => version === before.workingVersion);
    requireAct('write', stateOf(before, working));
    const now = platform.now();
    const version = draftOf(id, working?.version ?? (versions[0]?.version ?? 0) + 1, fields, now);
    await saveVersion(tx, working ? { ...version, state: working.state, remarks: working.remarks } : version);
    const document = { ...before, workingVersion: version.version, revision: revision + 1, updatedAt: now };
    await saveDocument(tx, document);
    if (!working) await keepHistory(platform, tx, document, version, steward, 'changed');
    return document;
  });
}

/**
 * Throws away the version in hand; a document that was never published goes with it. Throws `not-found`, `document-state`.
 */
export function discardDraft(platform: Platform, steward: Steward, id: string): Promise<void> {
  return platform.db.transaction().execute(async (tx) => {
    const before = await documentForChange(tx, id);
    if (!before || before.agencyId !== steward.agencyId) throw new DomainError('not-found');
    const working = before.workingVersion === null ? undefined : await versionOf(tx, id, before.workingVersion);
    requireAct('discard', stateOf(before, working));
    if (before.code === null) {
      await deleteDocument(tx, id);
      return;
    }
    await deleteVersion(tx, id, working!.version);
    const document = {
      ...before,
      workingVersion: null,
      revision: before.revision + 1,
      updatedAt: platform.now(),
    };
    await saveDocument(tx, document);
    await keepHistory(platform, tx, document, working!, steward, 'discarded');
  });
}

function draftOf(documentId: string, version: number, fields: DocumentFields, now: Date): Version {
  return { documentId, version, state: 'draft', remarks: [], updatedAt: now, publishedAt: null, ...fields };
}

async function checkedFields(platform: Platform, draft: DocumentDraft): Promise<DocumentFields> {
  const fields = fieldsOf(draft, cleanBody(draft.body ?? '').body);
  if (fields.regionCode !== null && !(await regionByCode(platform.db, fields.regionCode)))
    throw new DomainError('request-invalid', { summary: `/regionCode ${fields.regionCode}` });
  return fields;
}
