import type { Queryable } from '../../platform/database.ts';

/** Subjects are keyed pseudonyms. What is no purpose of sharing's is no purpose of a grant, and is left out. */
export async function insertApplicants(
  on: Queryable,
  { agencyId, purpose, subjects, matter }: { agencyId: string; purpose: string; subjects: string[]; matter: string },
): Promise<void> {
  await on.query({
    text: `insert into sharing.applicants (agency_id, purpose, subject, matter)
      select $1::uuid, p.key, subject, $4 from sharing.purposes p, unnest($3::text[]) as subject where p.key = $2
      on conflict do nothing`,
    values: [agencyId, purpose, subjects, matter],
  });
}

export async function deleteApplicants(on: Queryable, matter: string): Promise<void> {
  await on.query({ text: 'delete from sharing.applicants where matter = $1', values: [matter] });
}
