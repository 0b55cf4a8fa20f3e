import type { Actor, StaffActor } from '../../../contracts/actor.ts';
import { holdsCitizenId } from '../../../contracts/citizen-id.ts';
import { isCalendarDate } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { readCursor } from '../../platform/page.ts';
import { agencyById } from '../directory/index.ts';
import { granteeOf, granteesOf } from './grants.ts';
import type { Grant } from './store-grants.ts';

/** Those who see all agencies' requests and grants: the platform's operator and the supervisor. */
export function seesAll(actor: StaffActor): boolean {
  return actor.roles.includes('operator') || actor.roles.includes('supervisor');
}

/** A request is the business of its two agencies; to any other it is not there (404, not 403). */
export function requireParty<T extends { consumerId: string; providerId: string }>(
  actor: StaffActor,
  row: T | undefined,
): T {
  if (!row || !(seesAll(actor) || row.consumerId === actor.agencyId || row.providerId === actor.agencyId)) {
    throw new DomainError('not-found');
  }
  return row;
}

/** The same for a grant: one that is for a rule is the business of each agency that falls under it. */
export async function requireGrantParty(db: Db, actor: StaffActor, grant: Grant | undefined): Promise<Grant> {
  if (!grant) throw new DomainError('not-found');
  if (seesAll(actor) || grant.providerId === actor.agencyId || grant.consumerId === actor.agencyId) return grant;
  const agency = grant.consumerId === null ? await agencyById(db, actor.agencyId) : undefined;
  if (!agency || !granteesOf(agency).includes(granteeOf(grant))) throw new DomainError('not-found');
  return grant;
}

/** The endpoints of this domain are for staff; the access check has seen to it. */
export function staffOf(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  return actor;
}

/** Free text goes to the ledger, where no citizen ID number may stand. Throws `citizen-id-in-text`. */
export function requireNoCitizenId(field: string, text: string): void {
  if (holdsCitizenId(text)) throw new DomainError('citizen-id-in-text', { field });
}

/** Where a list that is sorted by id goes on, or null at its start. Throws `request-invalid`. */
export function idAfter(cursor: string | undefined): readonly [string] | null {
  const id = readCursor(cursor, ['string'])?.[0];
  if (id === undefined) return null;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(id))) {
    throw new DomainError('request-invalid', { summary: 'cursor' });
  }
  return [String(id)];
}

/** The same for a list that is sorted by due date and id. */
export function dueAfter(cursor: string | undefined): readonly [string, string] | null {
  const [day, id] = readCursor(cursor, ['string', 'uuid']) ?? [];
  if (day === undefined || id === undefined) return null;
  if (!isCalendarDate(String(day))) throw new DomainError('request-invalid', { summary: 'cursor' });
  return [String(day), String(id)];
}
