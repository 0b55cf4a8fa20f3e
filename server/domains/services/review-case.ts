import { dateInShanghai, type WorkingCalendar } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { issueLicence, licenceTypeByKey } from '../licences/index.ts';
import type { CaseRow } from './case-data.ts';
import type { CaseDays } from './clocks.ts';
import { codeNames } from './code-names.ts';
import { formOf } from './form.ts';
import { agencyOfCase, lockedCase, move, recordStep, type Staff } from './own-case.ts';
import { daysOf } from './set-days.ts';
import { casesPastAcceptance, lockCase, updateCase } from './store-cases.ts';

/** Accepts a case: the days of the decision run from today (行政许可法 art. 42). */
export function acceptCase(platform: Platform, staff: Staff, id: string): Promise<void> {
  return act(platform, staff, id, async (tx, row, today, calendar) => {
    const moved = move(row, 'accept', today);
    const days = await daysFromAcceptance(platform, tx, calendar, { ...row, ...moved }, platform.now());
    await updateCase(tx, id, { ...moved, ...days });
    return { step: 'accept', opinion: null };
  });
}

/**
 * Says all that is missing. The law allows it once, within five working days of receipt; the agency's clock stands still
 * until the applicant answers. Throws `correction-used` or `acceptance-overdue`.
 */
export function askCorrection(platform: Platform, staff: Staff, id: string, note: string): Promise<void> {
  return act(platform, staff, id, async (tx, row, today) => {
    await updateCase(tx, id, {
      ...move(row, 'askCorrection', today),
      correctionAskedAt: platform.now(),
      correctionNote: note,
      deadline: null,
    });
    return { step: 'correction', opinion: note };
  });
}

/**
 * Decides a case, with the reasons that a refusal owes (行政许可法 art. 38). A grant issues the licence in the same
 * transaction, so that neither stands without the other, once however often it is sent. `notAccepted` ends a case that was
 * not accepted yet (art. 32 (1), (2)).
 */
export function decideCase(
  platform: Platform,
  staff: Staff,
  id: string,
  outcome: 'granted' | 'refused' | 'notAccepted',
  opinion: string,
): Promise<void> {
  const acts = { granted: 'grant', refused: 'refuse', notAccepted: 'notAccept' } as const;
  return act(platform, staff, id, async (tx, row, today) => {
    const moved = move(row, acts[outcome], today);
    const licenceId = outcome === 'granted' ? await issueResult(platform, tx, staff, row) : null;
    await updateCase(tx, id, {
      ...moved,
      decidedAt: platform.now(),
      decidedBy: staff.accountId,
      opinion,
      licenceId,
      deadline: null,
    });
    return { step: outcome, opinion };
  });
}

type Change = (
  tx: Db,
  row: CaseRow,
  today: string,
  calendar: WorkingCalendar,
) => Promise<{ step: string; opinion: string | null }>;

async function act(platform: Platform, staff: Staff, id: string, change: Change): Promise<void> {
  // Read before the transaction: a transaction never waits for a second connection.
  const calendar = await platform.calendar();
  await platform.db.transaction().execute(async (tx) => {
    const row = await lockedCase(tx, staff, id);
    const agency = await agencyOfCase(tx, row);
    const done = await change(tx, row, dateInShanghai(platform.now()), calendar);
    // The ledger's head is locked last, so that cases of other people wait for this one as shortly as can be.
    await recordStep(platform, tx, row, { ...done, by: 'agency', account: staff.accountId, agency });
  });
}

/** The days of the decision run from acceptance; until then they were counted from receipt. */
function daysFromAcceptance(
  platform: Platform,
  tx: Db,
  calendar: WorkingCalendar,
  row: CaseRow,
  acceptedAt: Date,
): Promise<CaseDays> {
  const standing = { ...row, submittedAt: row.submittedAt!, acceptedAt, promisedDate: null, dueDate: null };
  return daysOf(platform, tx, calendar, row.definition, standing);
}

async function issueResult(platform: Platform, tx: Db, staff: Staff, row: CaseRow): Promise<string> {
  const { result } = row.definition;
  const form = formOf(row);
  const type = await licenceTypeByKey(tx, result.licenceType);
  const claims: Record<string, string> = {};
  for (const [name, fields] of Object.entries(result.claims)) {
    const field = fields.find((candidate) => form[candidate] !== undefined);
    if (field === undefined) continue;
    const codeList =
      row.definition.fields.find((known) => known.name === field)?.codeList ??
      type?.claims.find((claim) => claim.name === name)?.codeList;
    claims[name] = await codeNames(tx, codeList, form[field]);
  }
  // A licence goes to the case's own subject: the number in the form may be disputed, the subject was proven.
  const number = result.holder === 'applicant' ? row.applicantNumber : row.subjectNumber;
  const licence = await issueLicence(platform, tx, {
    typeKey: result.licenceType,
    issuer: await agencyOfCase(tx, row),
    holder: { number, name: String(form[result.holderName] ?? row.subjectName) },
    claims,
    keepers: result.alsoKeptBy.map((keeper) => ({
      citizenId: row.applicantNumber,
      why: row.relation === 'guardian' ? 'guardian' : keeper,
    })),
    source: `case:${row.id}`,
    caseNumber: row.number,
    accountId: staff.accountId,
  });
  return licence.id;
}

/**
 * Cases about which nothing was said within the days for it count as accepted from the day of their receipt
 * (行政许可法 art. 32 (4)). Returns how many were moved.
 */
export async function deemAccepted(platform: Platform): Promise<number> {
  const today = dateInShanghai(platform.now());
  const calendar = await platform.calendar();
  const ids = await casesPastAcceptance(platform.db, today, 500);
  let moved = 0;
  for (const id of ids) {
    await platform.db.transaction().execute(async (tx) => {
      const row = await lockCase(tx, id);
      if (row?.state !== 'submitted' || row.acceptBy === null || today <= row.acceptBy) return;
      const agency = await agencyOfCase(tx, row);
      const next = move(row, 'deemAccepted', today);
      const days = await daysFromAcceptance(platform, tx, calendar, { ...row, ...next }, row.submittedAt!);
      await updateCase(tx, id, { ...next, ...days });
      await recordStep(platform, tx, row, { step: 'deemAccepted', by: 'system', account: null, agency });
      moved += 1;
    });
  }
  return moved;
}
