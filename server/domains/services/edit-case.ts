import type { Language } from '../../../contracts/errors.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceByKey } from '../catalogue/index.ts';
import { fileCorrection } from '../library/index.ts';
import type { CaseRow, FieldState, MaterialState } from './case-data.ts';
import { editable } from './cases.ts';
import { fillCase } from './fill-case.ts';
import { editFaults, lengthFaults } from './form.ts';
import { agencyOfCase, lockedCase, move, type Resident, recordStep, visibleCase } from './own-case.ts';
import { putDispute, updateCase } from './store-cases.ts';

export interface CaseEdit {
  form?: Record<string, unknown> | undefined;
  commitments?: Record<string, boolean> | undefined;
}

/**
 * Writes what the applicant answers: fields that nothing filled, and commitments. `version` is the one that the caller
 * read. Throws `version-conflict`, `case-state`, and `form-invalid` for a field that a source filled or that does not exist,
 * or a value that is too long.
 */
export async function editCase(
  platform: Platform,
  actor: Resident,
  id: string,
  version: number,
  edit: CaseEdit,
  language: Language,
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await lockedCase(tx, actor, id);
    if (!editable(row.state)) throw new DomainError('case-state', { state: row.state });
    if (row.version !== version) throw new DomainError('version-conflict');
    const faults = [
      ...editFaults(row, Object.keys(edit.form ?? {}), language),
      ...Object.entries(edit.form ?? {}).flatMap(([name, value]) => lengthFaults(`/form/${name}`, value, language)),
    ];
    if (faults.length > 0) throw new DomainError('form-invalid', { count: faults.length }, faults);
    const form = { ...row.form };
    for (const [name, value] of Object.entries(edit.form ?? {})) {
      if (value === null || value === '') delete form[name];
      else form[name] = value;
    }
    await updateCase(tx, id, {
      form,
      materials: withCommitments(row, edit.commitments ?? {}, platform.now(), language),
    });
  });
}

function withCommitments(
  row: CaseRow,
  commitments: Record<string, boolean>,
  now: Date,
  language: Language,
): Record<string, MaterialState> {
  const materials = { ...row.materials };
  for (const [key, made] of Object.entries(commitments)) {
    const material = row.definition.materials.find((known) => known.key === key);
    const state = materials[key];
    const offered = material?.satisfiedBy.some((way) => 'commitment' in way) ?? false;
    if (!offered || (state?.by && state.by.how !== 'commitment')) {
      const message = language === 'en' ? 'needs no commitment' : '不需要承诺';
      throw new DomainError('form-invalid', { count: 1 }, [
        { field: `/commitments/${key}`, fault: 'commitment', message },
      ]);
    }
    materials[key] = { reasons: state?.reasons ?? [], by: made ? { how: 'commitment', at: now.toISOString() } : null };
  }
  return materials;
}

/** Chooses one of several wards; then the form is filled. Throws `case-state` once one is chosen, `not-guardian` for none of them. */
export async function chooseWard(platform: Platform, actor: Resident, id: string, choice: number): Promise<CaseRow> {
  const row = await visibleCase(platform, actor, id);
  if (row.state !== 'draft' || row.subjectNumber !== '') throw new DomainError('case-state', { state: row.state });
  const ward = row.candidates[choice];
  if (!ward) throw new DomainError('not-guardian');
  return fillCase(platform, id, { ward: ward.number });
}

/** Reads again what could not be read before, while the form is still the applicant's. */
export async function refillCase(platform: Platform, actor: Resident, id: string): Promise<CaseRow> {
  const row = await visibleCase(platform, actor, id);
  if (!editable(row.state)) throw new DomainError('case-state', { state: row.state });
  return fillCase(platform, id, { again: true });
}

/**
 * States the right value of a field that a source filled, with its proof. The form carries the stated value from here
 * on, the source's stays beside it, and the case goes on: the applicant is not sent to mend the record (疑义校核).
 */
export async function disputeField(
  platform: Platform,
  actor: Resident,
  id: string,
  dispute: { field: string; value: unknown; proof: string },
  language: Language,
): Promise<void> {
  const faults = lengthFaults('/value', dispute.value, language);
  if (faults.length > 0) throw new DomainError('form-invalid', { count: faults.length }, faults);
  await platform.db.transaction().execute(async (tx) => {
    const row = await lockedCase(tx, actor, id);
    if (!editable(row.state)) throw new DomainError('case-state', { state: row.state });
    const field = row.fields[dispute.field];
    if (field?.kind !== 'filled' || field.source === null)
      throw new DomainError('dispute-needs-source', { field: dispute.field });
    const at = platform.now();
    await updateCase(tx, id, {
      fields: {
        ...row.fields,
        [dispute.field]: { ...field, dispute: { value: dispute.value, proof: dispute.proof, at: at.toISOString() } },
      },
    });
    await putDispute(tx, {
      id: newId(at.getTime()),
      caseId: id,
      field: dispute.field,
      resource: field.source.resource,
      ledgerIndex: field.source.ledgerIndex,
      value: dispute.value,
      proof: dispute.proof,
      at,
    });
    await reportToProvider(platform, tx, row, actor, dispute, field);
    await recordStep(platform, tx, row, {
      step: 'dispute',
      by: 'applicant',
      account: actor.accountId,
      agency: await agencyOfCase(tx, row),
    });
  });
}

/** The disputed value becomes a correction that the provider of its source owes an answer to (疑义校核). */
async function reportToProvider(
  platform: Platform,
  tx: Db,
  row: CaseRow,
  actor: Resident,
  dispute: { field: string; value: unknown; proof: string },
  field: Extract<FieldState, { kind: 'filled' }>,
): Promise<void> {
  const declared = row.definition.fields.find(({ name }) => name === dispute.field);
  const source = [declared?.source, declared?.orElse].find(
    (each) => each !== undefined && 'resource' in each && each.resource === field.source?.resource,
  );
  const resource = field.source && (await resourceByKey(tx, field.source.resource));
  if (!source || !('resource' in source) || !resource) return;
  await fileCorrection(platform, tx, {
    resource,
    item: source.item,
    subject: source.subject === 'applicant' ? row.applicantNumber : row.subjectNumber,
    heldValue: field.value === null || field.value === undefined ? null : String(field.value),
    statedValue: String(dispute.value),
    proof: dispute.proof,
    origin: 'case',
    agencyId: null,
    accountId: actor.accountId,
    caseNumber: row.number,
  });
}

/** Takes a case back before it is decided. Throws `case-state` once it is closed. */
export async function withdrawCase(platform: Platform, actor: Resident, id: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await lockedCase(tx, actor, id);
    await updateCase(tx, id, { ...move(row, 'withdraw', dateInShanghai(platform.now())), deadline: null });
    await recordStep(platform, tx, row, {
      step: 'withdraw',
      by: 'applicant',
      account: actor.accountId,
      agency: await agencyOfCase(tx, row),
    });
  });
}
