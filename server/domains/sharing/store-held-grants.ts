/** Names of what heldGrantsSql reads: the row (agency_id, purpose, resource_id) of one who asks, and expressions. */
export interface HeldGrantsNames {
  asker: string;
  items: string;
  day: string;
}

/**
 * A select, for a lateral join to those who ask, of all grants that count for the use of a resource, with their standing as
 * standingOf has it. Columns: grant_id, number, version, items, scope, quota_per_day, standing, missing (how many of the
 * items asked it lacks), used (today's calls). It reads the tables themselves, so a statement that joins it is bound by
 * every change that was committed before it began.
 */
export function heldGrantsSql({ asker, items, day }: HeldGrantsNames): string {
  return `select g.id as grant_id, g.number, g.version, g.items, g.scope, g.quota_per_day,
      case
        when g.purpose <> ${asker}.purpose then 5
        when g.state = 'revoked' then 4
        when ${day} not between g.valid_from and g.valid_until then 3
        when g.state = 'suspended' then 2
        when not g.items @> ${items} then 1
        else 0
      end as standing,
      case when g.items @> ${items} then 0
        else cardinality(array(select unnest(${items}) except select unnest(g.items))) end as missing,
      case when g.quota_per_day is null then 0
        else coalesce((select calls from sharing.quota_uses u where u.grant_id = g.id and u.day = ${day}), 0) end as used
    from sharing.grants g
    where g.consumer_id = ${asker}.agency_id and g.resource_id = ${asker}.resource_id
      and (g.purpose = ${asker}.purpose or g.state <> 'revoked')`;
}

/** Whether a grant's scope covers a row, as covers has it; `row` is the alias of a table of the library. */
export function coversSql(scope: string, row: string): string {
  return `not exists (
    select from jsonb_each(${scope} -> 'rows') as need
    where not coalesce(need.value ? (to_jsonb(${row}) ->> need.key), false))`;
}
