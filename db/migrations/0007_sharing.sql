create schema sharing;

-- What data may be used for: a service item, or a duty that a law lays on an agency.
create table sharing.purposes (
  key text primary key,
  kind text not null check (kind in ('service', 'duty')),
  title text not null,
  title_en text,
  legal_basis text not null,
  agency_id uuid references directory.agencies -- null: any agency whose duty it is
);

-- The clocks by rule set (standards of 2016 and 2025), editable; `certain` is false where the figure is not read in the law itself.
create table sharing.clock_rules (
  rule_set text not null,
  rule text not null,
  working_days smallint not null,
  article text not null,
  certain boolean not null,
  primary key (rule_set, rule)
);

create sequence sharing.request_numbers;
create sequence sharing.grant_numbers;

create table sharing.requests (
  id uuid primary key,
  number text not null unique,
  consumer_id uuid not null references directory.agencies,
  provider_id uuid not null references directory.agencies,
  resource_id uuid not null references catalogue.resources,
  items text[] not null,
  purpose text not null references sharing.purposes,
  legal_basis text not null,
  scope jsonb not null,
  valid_until date not null,
  quota_per_day int check (quota_per_day > 0),
  state text not null check (state in ('submitted', 'answered', 'withdrawn')),
  -- The clock that ran when it was sent; a later change of the rules does not move it.
  rule_set text not null,
  rule text not null,
  article text not null,
  working_days smallint not null,
  due_date date,                   -- null while the calendar lacks a year on the way: days_wait_for
  days_wait_for smallint,
  requested_by uuid references identity.accounts,
  requested_at timestamptz not null default now(),
  answered_by uuid references identity.accounts, -- null on an answer: the rules answered, the items being unconditional
  answered_at timestamptz
);
create index on sharing.requests (consumer_id, id);
create index on sharing.requests (provider_id, id);
create index on sharing.requests (due_date) where state = 'submitted';
create index on sharing.requests (days_wait_for) where days_wait_for is not null;

create table sharing.answers (
  request_id uuid not null references sharing.requests on delete cascade,
  item text not null,
  decision text not null check (decision in ('granted', 'refused')),
  reason text,
  primary key (request_id, item),
  check (decision = 'granted' or reason is not null)
);

-- One row per grant; `version` grows with each change, and a ledger entry names the version it used.
create table sharing.grants (
  id uuid primary key,
  number text not null unique,
  version int not null default 1,
  request_id uuid unique references sharing.requests,
  consumer_id uuid not null references directory.agencies,
  provider_id uuid not null references directory.agencies,
  resource_id uuid not null references catalogue.resources,
  items text[] not null,
  purpose text not null references sharing.purposes,
  -- {"rows": {"item": ["value", ...]}}: a row is covered when each named item has one of its values
  scope jsonb not null default '{}',
  legal_basis text not null,
  valid_from date not null,
  valid_until date not null,
  quota_per_day int check (quota_per_day > 0),
  state text not null default 'active' check (state in ('active', 'suspended', 'revoked')),
  state_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on sharing.grants (consumer_id, resource_id, purpose);
create index on sharing.grants (consumer_id, id);
create index on sharing.grants (provider_id, id);

create table sharing.quota_uses (
  grant_id uuid not null references sharing.grants on delete cascade,
  day date not null,
  calls bigint not null, -- asked that day, those beyond the quota among them
  primary key (grant_id, day)
) with (fillfactor = 50); -- the day's row changes with every batch; room on the page keeps that cheap
