/** Names of what heldGrantsSql reads: a relation (k, agency_id, purpose) of those who ask, and placeholders. */
export interface HeldGrantsNames {
  askers: string;
  resourceId: string;
  items: string;
  day: string;
}

/**
 * A select of all grants that count for each asker's use of a resource, with their standing as standingOf has it. Columns: k,
 * grant_id, number, version, items, scope, quota_per_day, standing, missing (how many of the items asked it lacks), spent
 * (today's quota is used up). It reads the tables themselves, so a statement that joins it is bound by every change that
 * was committed before it began.
 */
export function heldGrantsSql({ askers, resourceId, items, day }: HeldGrantsNames): string {
  return `select asker.k, g.id as grant_id, g.number, g.version, g.items, g.scope, g.quota_per_day,
      case
        when g.purpose <> asker.purpose then 5
        when g.state = 'revoked' then 4
        when ${day} not between g.valid_from and g.valid_until then 3
        when g.state = 'suspended' then 2
        when not g.items @> ${items} then 1
        else 0
      end as standing,
      cardinality(array(select unnest(${items}) except select unnest(g.items))) as missing,
      g.quota_per_day is not null and g.quota_per_day <= coalesce(
        (select calls from sharing.quota_uses u where u.grant_id = g.id and u.day = ${day}), 0) as spent
    from ${askers} asker
    join sharing.grants g on g.consumer_id = asker.agency_id and g.resource_id = ${resourceId}
    where g.purpose = asker.purpose or g.state <> 'revoked'`;
}

/** Whether a grant's scope covers a row, as covers has it; `row` is the alias of a table of the library. */
export function coversSql(scope: string, row: string): string {
  return `not exists (
    select from jsonb_each(${scope} -> 'rows') as need
    where not coalesce(need.value ? (to_jsonb(${row}) ->> need.key), false))`;
}
