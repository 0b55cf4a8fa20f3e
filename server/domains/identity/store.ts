import type { Actor, StaffRole } from '../../../contracts/actor.ts';
import type { Db } from '../../platform/database.ts';
import { tables } from './tables.ts';

export interface Person {
  id: string;
  citizenId: string;
  name: string;
  mobile: string | null;
}

export interface Organisation {
  id: string;
  creditCode: string;
  name: string;
  legalRepresentative: string | null;
}

/** An account with the person or the agency behind it. */
export interface StoredAccount {
  id: string;
  username: string;
  name: string;
  passwordHash: string;
  active: boolean;
  demo: boolean;
  /** The password was made by someone else, and is good for choosing one's own only. */
  passwordTemporary: boolean;
  personId: string | null;
  citizenId: string | null;
  agencyId: string | null;
  roles: StaffRole[];
}

export const accountColumns = [
  'a.id',
  'a.username',
  'a.display_name as name',
  'a.password_hash as passwordHash',
  'a.active',
  'a.demo',
  'a.password_temporary as passwordTemporary',
  'a.person_id as personId',
  'p.citizen_id as citizenId',
  'a.agency_id as agencyId',
  'a.roles',
] as const;

const accounts = (db: Db) =>
  tables(db).selectFrom('identity.accounts as a').leftJoin('identity.people as p', 'p.id', 'a.person_id');

/** The account as the one who acts. */
export function actorOf(account: Pick<StoredAccount, 'id' | 'name' | 'citizenId' | 'agencyId' | 'roles'>): Actor {
  return account.agencyId === null
    ? { kind: 'person', accountId: account.id, name: account.name, citizenId: account.citizenId! }
    : { kind: 'staff', accountId: account.id, name: account.name, agencyId: account.agencyId, roles: account.roles };
}

export function accountById(db: Db, id: string): Promise<StoredAccount | undefined> {
  return accounts(db).select(accountColumns).where('a.id', '=', id).executeTakeFirst();
}

export function accountByUsername(db: Db, username: string): Promise<StoredAccount | undefined> {
  return accounts(db).select(accountColumns).where('a.username', '=', username).executeTakeFirst();
}

export function accountOfPerson(db: Db, personId: string): Promise<StoredAccount | undefined> {
  return accounts(db).select(accountColumns).where('a.person_id', '=', personId).executeTakeFirst();
}

/** The demo accounts, for the table on the sign-in page, with who they are in a few words. */
export function demoAccounts(db: Db): Promise<(StoredAccount & { note: { zh: string; en: string } | null })[]> {
  return accounts(db)
    .select([...accountColumns, 'a.demo_note as note'])
    .where('a.demo', '=', true)
    .where('a.active', '=', true)
    .orderBy('a.agency_id', (order) => order.desc().nullsFirst())
    .orderBy('a.created_at')
    .orderBy('a.username')
    .limit(60)
    .execute();
}

/** Who stands behind an account, as a case or an entry names them; null for one that does not exist. */
export async function accountName(db: Db, id: string): Promise<string | null> {
  const row = await tables(db)
    .selectFrom('identity.accounts')
    .select('display_name')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.display_name ?? null;
}

/** False when the username is taken. */
export async function insertAccount(
  db: Db,
  account: Omit<StoredAccount, 'active' | 'citizenId'> & { note: { zh: string; en: string } | null },
): Promise<boolean> {
  const row = await tables(db)
    .insertInto('identity.accounts')
    .values({
      id: account.id,
      username: account.username,
      password_hash: account.passwordHash,
      display_name: account.name,
      person_id: account.personId,
      agency_id: account.agencyId,
      roles: account.roles,
      demo: account.demo,
      demo_note: account.note === null ? null : JSON.stringify(account.note),
      password_temporary: account.passwordTemporary,
    })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function noteSignIn(db: Db, id: string, at: Date): Promise<void> {
  await tables(db).updateTable('identity.accounts').set({ last_sign_in_at: at }).where('id', '=', id).execute();
}

export async function putPassword(db: Db, id: string, passwordHash: string, temporary: boolean): Promise<void> {
  await tables(db)
    .updateTable('identity.accounts')
    .set({ password_hash: passwordHash, password_temporary: temporary })
    .where('id', '=', id)
    .execute();
}

const personColumns = ['id', 'citizen_id as citizenId', 'name', 'mobile'] as const;

export function personByCitizenId(db: Db, citizenId: string): Promise<Person | undefined> {
  return tables(db)
    .selectFrom('identity.people')
    .select(personColumns)
    .where('citizen_id', '=', citizenId)
    .executeTakeFirst();
}

export function personById(db: Db, id: string): Promise<Person | undefined> {
  return tables(db).selectFrom('identity.people').select(personColumns).where('id', '=', id).executeTakeFirst();
}

/** Adds a person, or brings the name and mobile of a known one up to date. */
export function putPerson(db: Db, person: Person): Promise<Person> {
  return tables(db)
    .insertInto('identity.people')
    .values({ id: person.id, citizen_id: person.citizenId, name: person.name, mobile: person.mobile })
    .onConflict((conflict) => conflict.column('citizen_id').doUpdateSet({ name: person.name, mobile: person.mobile }))
    .returning(personColumns)
    .executeTakeFirstOrThrow();
}

const organisationColumns = [
  'id',
  'credit_code as creditCode',
  'name',
  'legal_representative as legalRepresentative',
] as const;

export function organisationByCreditCode(db: Db, creditCode: string): Promise<Organisation | undefined> {
  return tables(db)
    .selectFrom('identity.organisations')
    .select(organisationColumns)
    .where('credit_code', '=', creditCode)
    .executeTakeFirst();
}

export function organisationsRepresentedBy(db: Db, personId: string): Promise<Organisation[]> {
  return tables(db)
    .selectFrom('identity.organisations')
    .select(organisationColumns)
    .where('legal_representative', '=', personId)
    .orderBy('credit_code')
    .execute();
}

/** Adds an organisation, or brings a known one up to date. */
export function putOrganisation(db: Db, organisation: Organisation): Promise<Organisation> {
  const { name, legalRepresentative } = organisation;
  return tables(db)
    .insertInto('identity.organisations')
    .values({
      id: organisation.id,
      credit_code: organisation.creditCode,
      name,
      legal_representative: legalRepresentative,
    })
    .onConflict((conflict) =>
      conflict.column('credit_code').doUpdateSet({ name, legal_representative: legalRepresentative }),
    )
    .returning(organisationColumns)
    .executeTakeFirstOrThrow();
}
