import type { FieldFault, Language } from '../../../contracts/errors.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { type Db, isSqlState, uniqueViolation } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { delegationFor } from '../identity/index.ts';
import { keepLicenceUse } from '../licences/index.ts';
import type { CaseRow } from './case-data.ts';
import { editable } from './cases.ts';
import { formOf } from './form.ts';
import { agencyOfCase, lockedCase, move, type Resident, recordStep } from './own-case.ts';
import { daysOf } from './set-days.ts';
import { updateCase } from './store-cases.ts';
import { uploadedMaterials } from './store-uploads.ts';

export type FormValidator = (row: CaseRow, form: Record<string, unknown>, language: Language) => FieldFault[];

/**
 * Hands a case in, as a whole or not at all: form, conditions and materials are looked at, the clocks are set, the agency
 * sees it. Sent twice, even at the same moment, it is handed in once: the second finds it done and changes nothing.
 * Throws `form-invalid` with the faults by field, `not-delegated`, `not-eligible`, `material-missing`, `ward-not-chosen`,
 * `case-in-hand` where another person's case about the same matter is open, `case-state`.
 */
export async function submitCase(
  platform: Platform,
  actor: Resident,
  id: string,
  validate: FormValidator,
  language: Language,
): Promise<void> {
  const calendar = await platform.calendar();
  try {
    await platform.db.transaction().execute(async (tx) => {
      const row = await lockedCase(tx, actor, id);
      if (row.state === 'submitted' || row.state === 'accepted') return;
      const now = platform.now();
      const moved = move(row, 'submit', dateInShanghai(now));
      await requireDelegation(tx, row, dateInShanghai(now));
      requireComplete(row, validate, await uploadedMaterials(tx, id), language);
      // A case that was sent back is received anew: its clocks begin again.
      const received = { submittedAt: now, acceptedAt: null, acceptBy: null, promisedDate: null, dueDate: null };
      const days = await daysOf(platform, tx, calendar, row.definition, { ...moved, ...received });
      await updateCase(tx, id, { ...moved, submittedAt: now, ...days }, dedupeKey(row));
      const agency = await agencyOfCase(tx, row);
      await keepLicenceUses(tx, row, agency.id, now);
      const step = row.state === 'correction' ? 'resubmit' : 'submit';
      await recordStep(platform, tx, row, {
        step,
        by: 'applicant',
        account: actor.accountId,
        agency,
      });
    });
  } catch (error) {
    if (isSqlState(error, uniqueViolation)) throw new DomainError('case-in-hand');
    throw error;
  }
}

/** The holder of a licence reads which cases it served instead of a paper. */
async function keepLicenceUses(tx: Db, row: CaseRow, agencyId: string, at: Date): Promise<void> {
  for (const { by } of Object.values(row.materials))
    if (by?.how === 'licence')
      await keepLicenceUse(tx, {
        identifier: by.identifier,
        caseNumber: row.number,
        service: row.definition.title,
        agencyId,
        at,
      });
}

/** An agent who opened the case may have lost the delegation since (民法典 art. 173). */
async function requireDelegation(tx: Db, row: CaseRow, today: string): Promise<void> {
  if (row.relation !== 'agent') return;
  const scope = { citizenId: row.applicantNumber, creditCode: row.subjectNumber, scope: row.itemKey, today };
  if (!(await delegationFor(tx, scope))) throw new DomainError('not-delegated');
}

function requireComplete(
  row: CaseRow,
  validate: FormValidator,
  uploaded: ReadonlySet<string>,
  language: Language,
): void {
  if (!editable(row.state)) throw new DomainError('case-state', { state: row.state });
  if (row.subjectNumber === '') throw new DomainError('ward-not-chosen');
  const english = language === 'en';
  const unmet = row.definition.eligibility.filter((rule) => row.eligibility[rule.key] === false);
  if (unmet.length > 0)
    throw new DomainError('not-eligible', {
      reasons: unmet.map((rule) => (english ? rule.message.en : rule.message.zh)),
    });
  const faults = validate(row, formOf(row), language);
  if (faults.length > 0) throw new DomainError('form-invalid', { count: faults.length }, faults);
  const missing = row.definition.materials.filter(
    (material) => material.required && !row.materials[material.key]?.by && !uploaded.has(material.key),
  );
  if (missing.length > 0)
    throw new DomainError('material-missing', {
      materials: missing.map((material) => (english ? material.name.en : material.name.zh)),
    });
}

/** What makes two cases in hand the same matter, as the item's `dedupe` says. */
function dedupeKey(row: CaseRow): string {
  const parts = { service: row.itemKey, applicant: row.applicantNumber, subject: row.subjectNumber };
  const counted = new Set(['service', ...row.definition.dedupe] as const);
  return JSON.stringify([...counted].sort().map((part) => parts[part as keyof typeof parts]));
}
