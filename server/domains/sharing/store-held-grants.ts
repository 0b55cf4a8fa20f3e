import { workingDaySql } from '../../platform/calendar.ts';
import { agencyPlaceSql } from '../directory/index.ts';
import { standings } from './grants.ts';

/** Names of what heldGrantsSql reads: the row (agency_id, purpose, resource_id, manner) of one who asks, and expressions. */
export interface HeldGrantsNames {
  asker: string;
  items: string;
  /** Today in Shanghai, a date. */
  day: string;
  /** The minute that is counted, a timestamptz. */
  minute: string;
  /** Minutes since midnight in Shanghai, an int. */
  clock: string;
}

const place = (rule: (typeof standings)[number]) => standings.indexOf(rule);

/**
 * A select, for a lateral join to those who ask, of all grants that count for the use of a resource, with their standing as
 * standingOf has it. Columns: grant_id, number, version, items, scope, own_applicants, consent, secrecy_days (of the purpose), quotas (null when there are
 * none; else per minute, per day, in total), used (the same three, counted), standing, missing (how many of the items asked
 * it lacks). It reads the tables themselves, so a statement that joins it is bound by every change that was committed
 * before it began. Rules are evaluated here: who the asker is, by kind and region, is read in the same statement.
 */
export function heldGrantsSql({ asker, items, day, minute, clock }: HeldGrantsNames): string {
  return `select g.id as grant_id, g.number, g.version, g.items, g.scope, g.own_applicants,
      case when num_nulls(g.quota_per_minute, g.quota_per_day, g.quota_total) < 3
        then array[g.quota_per_minute, g.quota_per_day, g.quota_total]::float8[] end as quotas,
      case when num_nulls(g.quota_per_minute, g.quota_per_day, g.quota_total) < 3 then (
        select array[case when q.minute >= ${minute} then q.in_minute else 0 end, case when q.day >= ${day} then q.in_day else 0 end, q.total]::float8[]
        from sharing.quota_counts q where q.grant_id = g.id and q.agency_id = ${asker}.agency_id) end as used,
      case
        when (g.purpose is null and cited.own is not true) or g.purpose <> ${asker}.purpose then ${place('purpose-outside-grant')}
        when g.state = 'revoked' then ${place('grant-revoked')}
        when ${day} not between g.valid_from and g.valid_until then ${place('grant-expired')}
        when g.state = 'suspended' then ${place('grant-suspended')}
        when ${clock} < g.opens_at or ${clock} >= g.closes_at or g.working_days_only and (${workingDaySql(day)}) is not true
          then ${place('grant-outside-hours')}
        when not g.manners @> array[${asker}.manner] then ${place('manner-outside-grant')}
        when not g.items @> ${items} then ${place('item-outside-grant')}
        else 0
      end as standing,
      cited.consent or exists (select from sharing.consent_resources c where c.resource_id = ${asker}.resource_id) as consent,
      cited.secrecy_days,
      case when g.items @> ${items} then 0
        else cardinality(array(select unnest(${items}) except select unnest(g.items))) end as missing
    from sharing.grants g
    left join lateral (
      select p.consent, p.secrecy_days, p.agency_id is null or p.agency_id = ${asker}.agency_id as own
      from sharing.purposes p where p.key = ${asker}.purpose
    ) as cited on true
    where g.resource_id = ${asker}.resource_id and g.grantee = any(${granteesSql(`${asker}.agency_id`)})
      and (g.state <> 'revoked' or g.purpose = ${asker}.purpose or (g.purpose is null and cited.own))`;
}

/** All that an agency is as a grantee: itself, and each rule that it falls under. `agencyId` is an expression. */
export function granteesSql(agencyId: string): string {
  return `(array[${agencyId}::text] || array(
      select region || ':' || line from (${agencyPlaceSql(agencyId)}) as place,
        unnest(place.regions) as region, unnest(array['*', place.kind]) as line))`;
}

/** Whether a grant's scope covers a row, as covers has it; `row` is the alias of a table of the library. */
export function coversSql(scope: string, row: string): string {
  return `not exists (
    select from jsonb_each(${scope} -> 'rows') as need
    where not coalesce(need.value ? (to_jsonb(${row}) ->> need.key), false))`;
}
