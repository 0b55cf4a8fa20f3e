-- A grant is for one agency or for a rule: every agency of a kind (null: any) at a region or below it. `grantee` is what a
-- call is looked up by: the agency's id, or region:kind. Without a purpose it serves each
-- grantee's own purposes, and those of no agency.
drop index sharing.grants_consumer_id_resource_id_purpose_idx;
alter table sharing.grants
  alter column consumer_id drop not null,
  alter column purpose drop not null,
  add column grantee_region text check (grantee_region ~ '^[0-9]{6}$'), -- 000000: the whole country
  add column grantee_kind text,
  add column grantee text not null generated always as
    (coalesce(consumer_id::text, grantee_region || ':' || coalesce(grantee_kind, '*'))) stored,
  add column list text,                 -- the sharing list that opened it, by its number
  add column manners text[] not null default '{call,verification,batch,subscription}' check (cardinality(manners) > 0),
  add column quota_per_minute int check (quota_per_minute > 0),
  add column quota_total bigint check (quota_total > 0),
  -- Minutes of the day in Shanghai: from opens_at on, before closes_at.
  add column opens_at smallint check (opens_at between 0 and 1439),
  add column closes_at smallint check (closes_at between 1 and 1440),
  add column working_days_only boolean not null default false,
  add column own_applicants boolean not null default false,
  add column usage_terms text,
  add constraint grants_grantee check ((consumer_id is null) = (grantee_region is not null)),
  add constraint grants_rule check (consumer_id is null or grantee_kind is null),
  add constraint grants_hours check ((opens_at is null) = (closes_at is null) and opens_at < closes_at);
create index on sharing.grants (resource_id, grantee);
create index on sharing.grants (grantee, id);
create index on sharing.grants (list) where list is not null;

-- The counts of a grant's quotas, for each agency that uses it: of the last minute and day in which it did, and all.
create table sharing.quota_counts (
  grant_id uuid not null references sharing.grants on delete cascade,
  agency_id uuid not null,
  minute timestamptz not null,
  in_minute bigint not null,
  day date not null,
  in_day bigint not null,
  total bigint not null,
  primary key (grant_id, agency_id)
) with (fillfactor = 50); -- the row changes with every batch; room on the page keeps that cheap
insert into sharing.quota_counts
  select u.grant_id, g.consumer_id, '-infinity', 0, max(u.day), (array_agg(u.calls order by u.day desc))[1], sum(u.calls)
  from sharing.quota_uses u join sharing.grants g on g.id = u.grant_id
  group by u.grant_id, g.consumer_id;
drop table sharing.quota_uses;

-- What a version said, whole.
alter table sharing.grant_versions add column terms jsonb;
update sharing.grant_versions set terms = jsonb_build_object(
  'items', to_jsonb(items), 'scope', scope, 'validUntil', valid_until, 'quotaPerDay', quota_per_day, 'quotaPerMinute', null,
  'quotaTotal', null, 'manners', '["call","verification","batch","subscription"]'::jsonb, 'hours', null,
  'ownApplicants', false, 'usageTerms', null);
alter table sharing.grant_versions
  alter column terms set not null,
  drop column items, drop column scope, drop column valid_until, drop column quota_per_day,
  drop constraint grant_versions_change_check,
  add constraint grant_versions_change_check
    check (change in ('grant', 'amendment', 'addition', 'suspension', 'resumption', 'revocation'));

-- What a consumer asks for beyond items, rows and days.
alter table sharing.requests
  add column manners text[] not null default '{call,verification,batch,subscription}' check (cardinality(manners) > 0),
  add column own_applicants boolean not null default false,
  add column expected_per_day int check (expected_per_day > 0);

-- Whom an agency has an open case about, under which purpose; subjects as keyed pseudonyms. The domain that keeps the case
-- opens and closes it in its own transaction.
create table sharing.applicants (
  agency_id uuid not null references directory.agencies,
  purpose text not null references sharing.purposes,
  subject text not null,
  matter text not null,
  primary key (subject, agency_id, purpose, matter)
);
create index on sharing.applicants (matter);

-- Where the law asks for the person's consent: a purpose, or a resource.
alter table sharing.purposes add column consent boolean not null default false;
create table sharing.consent_resources (
  resource_id uuid primary key references catalogue.resources,
  legal_basis text not null
);

-- What a person is asked to agree to, and their answer; subject as a keyed pseudonym.
create table sharing.consents (
  id uuid primary key,
  number text not null unique,
  subject text not null,
  consumer_id uuid not null references directory.agencies,
  provider_id uuid not null references directory.agencies,
  resource_id uuid not null references catalogue.resources,
  purpose text not null references sharing.purposes,
  items text[] not null,
  reason text not null,
  legal_basis text not null,
  state text not null check (state in ('asked', 'given', 'declined', 'withdrawn', 'used')),
  asked_by uuid references identity.accounts,
  asked_at timestamptz not null,
  answered_by uuid references identity.accounts,
  answered_at timestamptz,
  -- Given for one answered call, or until the end of a day.
  once boolean,
  valid_until date,
  withdrawn_at timestamptz,
  used_at timestamptz,
  check (state in ('asked', 'declined') or (once is not null and valid_until is not null))
);
create sequence sharing.consent_numbers;
create index on sharing.consents (subject, id);
create index on sharing.consents (subject, consumer_id, resource_id, purpose) where state = 'given';
create index on sharing.consents (consumer_id, id);
