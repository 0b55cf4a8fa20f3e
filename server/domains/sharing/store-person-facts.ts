import type { Queryable } from '../../platform/database.ts';

/** A consent that stands. */
export interface FoundConsent {
  id: string;
  number: string;
  /** Good for one answered call. */
  once: boolean;
}

/** What stands about a subject, for an agency and a purpose. */
export interface PersonFacts {
  /** Whether the agency has an open case about them, under the purpose. */
  applicant: boolean;
  /** That covers the resource and all items asked; of several, one that is not used up by it. */
  consent: FoundConsent | null;
}

export interface PersonAsked {
  agencyId: string;
  purpose: string;
  resourceId: string;
  /** Codes with commas between. */
  items: string;
  /** Keyed pseudonym. */
  subject: string;
}

/** Applicants and consents as they stand at the statement's instant, in the order of what is asked. */
export async function personFacts(on: Queryable, day: string, asked: readonly PersonAsked[]): Promise<PersonFacts[]> {
  type Row = { applicant: boolean; id: string | null; number: string; once: boolean };
  const { rows } = await on.query<Row>({
    name: 'sharing-person-facts',
    text: `select exists (
        select from sharing.applicants p
        where p.subject = asked.subject and p.agency_id = asked.agency_id and p.purpose = asked.purpose
      ) as applicant, consent.id, consent.number, consent.once
      from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[])
        with ordinality as asked (agency_id, purpose, resource_id, items, subject, n)
      left join lateral (
        select c.id, c.number, c.once from sharing.consents c
        where c.subject = asked.subject and c.consumer_id = asked.agency_id and c.resource_id = asked.resource_id
          and c.purpose = asked.purpose and c.state = 'given' and c.valid_until >= $1::date
          and c.items @> string_to_array(asked.items, ',')
        order by c.once, c.id limit 1
      ) as consent on true
      order by asked.n`,
    values: [
      day,
      asked.map((each) => each.agencyId),
      asked.map((each) => each.purpose),
      asked.map((each) => each.resourceId),
      asked.map((each) => each.items),
      asked.map((each) => each.subject),
    ],
  });
  return rows.map(({ applicant, id, number, once }) => ({
    applicant,
    consent: id === null ? null : { id, number, once },
  }));
}

/** SQLSTATE of a consent that is not there any more. */
export const consentGone = 'LW003';

/** Uses up consents that were given once, in the call's transaction; fails with `consentGone` where one is gone. */
export async function spendConsents(on: Queryable, ids: readonly string[]): Promise<void> {
  await on.query({
    name: 'sharing-use-consents',
    text: `with used as (${takeSql})
      select platform.require((select count(*) from used) = cardinality($1::uuid[]), '${consentGone}')`,
    values: [[...ids].sort()],
  });
}

/** The same where some may be gone: returns those that were taken. */
export async function takeConsents(on: Queryable, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await on.query<{ id: string }>({ text: takeSql, values: [[...ids].sort()] });
  return rows.map(({ id }) => id);
}

const takeSql = `update sharing.consents set state = 'used', used_at = now()
  where id in (select id from sharing.consents where id = any($1::uuid[]) and state = 'given' order by id for update) and state = 'given'
  returning id`;
