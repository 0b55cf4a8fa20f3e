import type { Actor } from '../../../contracts/actor.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Agency, agencyById } from '../directory/index.ts';
import { pseudonymOf, record } from '../ledger/index.ts';
import type { CaseRow } from './case-data.ts';
import { type CaseAct, seenByAgency, verdictOn } from './cases.ts';
import { caseById, insertStep, lockCase } from './store-cases.ts';
import { agencyOfItem } from './store-items.ts';

export type Resident = Extract<Actor, { kind: 'person' }>;
export type Staff = Extract<Actor, { kind: 'staff' }>;

export function asResident(actor: Actor): Resident {
  if (actor.kind !== 'person') throw new DomainError('role-missing');
  return actor;
}

export function asStaff(actor: Actor): Staff {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  return actor;
}

/** The agency that decides a case. */
export async function agencyOfCase(db: Db, row: Pick<CaseRow, 'itemKey'>): Promise<Agency> {
  const id = await agencyOfItem(db, row.itemKey);
  const agency = id === undefined ? undefined : await agencyById(db, id);
  if (!agency) throw new Error(`The service item ${row.itemKey} has no agency`);
  return agency;
}

/**
 * A case as its reader may have it: the applicant always, the staff of the deciding agency once it was handed in. For
 * everyone else it does not exist (404), so that asking tells nothing.
 */
export async function visibleCase(platform: Platform, actor: Actor, id: string): Promise<CaseRow> {
  const row = await caseById(platform.db, id);
  if (!row || !(await maySee(platform.db, actor, row))) throw new DomainError('not-found');
  return row;
}

/** The same, locked, inside a transaction that is about to change the case. */
export async function lockedCase(tx: Db, actor: Actor, id: string): Promise<CaseRow> {
  const row = await lockCase(tx, id);
  if (!row || !(await maySee(tx, actor, row))) throw new DomainError('not-found');
  return row;
}

async function maySee(db: Db, actor: Actor, row: CaseRow): Promise<boolean> {
  if (actor.kind === 'person') return actor.accountId === row.applicantAccount;
  if (actor.kind !== 'staff' || !seenByAgency(row)) return false;
  return (await agencyOfItem(db, row.itemKey)) === actor.agencyId;
}

/** The case's new state after an act, or the error that says why it may not be done. */
export function move(row: CaseRow, act: CaseAct, today: string): Pick<CaseRow, 'state' | 'ending'> {
  const standing = {
    state: row.state,
    correctionAsked: row.correctionAskedAt !== null,
    acceptanceDue: row.acceptBy !== null && today > row.acceptBy,
  };
  const verdict = verdictOn(standing, act);
  if (verdict === 'wrongState') throw new DomainError('case-state', { state: row.state });
  if (verdict === 'correctionUsed') throw new DomainError('correction-used');
  if (verdict === 'tooLate') throw new DomainError('acceptance-overdue', { acceptBy: row.acceptBy });
  return { state: verdict.to, ending: verdict.ending };
}

export interface Act {
  step: string;
  by: 'applicant' | 'agency' | 'system';
  account: string | null;
  agency: Pick<Agency, 'id' | 'creditCode'>;
  opinion?: string | null;
}

/** Writes an act on a case as a step and as a ledger entry, in the transaction that does it. */
export async function recordStep(
  platform: Platform,
  tx: Db,
  row: Pick<CaseRow, 'id' | 'number' | 'itemKey' | 'applicantNumber' | 'subjectNumber'>,
  act: Act,
): Promise<void> {
  const at = platform.now();
  const byAgency = act.by === 'agency';
  const account = byAgency ? act.account : null;
  await insertStep(tx, row.id, { at, step: act.step, actor: act.by, opinion: act.opinion ?? null, account });
  await record(
    platform,
    tx,
    {
      kind: 'case',
      at: at.toISOString(),
      actor: {
        ...(byAgency && { agency: act.agency.creditCode }),
        ...(act.account !== null && { account: act.account }),
      },
      subject: pseudonymOf(platform.keys, row.subjectNumber || row.applicantNumber),
      purpose: row.itemKey,
      case: row.number,
      detail: { act: act.step, by: act.by },
    },
    { agencyId: act.agency.id },
  );
}
