-- A request may wait for what its requester is asked, once; its provider's clock stands still meanwhile.
alter table sharing.requests drop constraint requests_state_check;
alter table sharing.requests
  add constraint requests_state_check check (state in ('submitted', 'asked', 'answered', 'withdrawn')),
  add column needs jsonb not null default '{}', -- item → why the purpose needs it
  add column safeguards text,
  add column clock_from date,                   -- the day that the clock runs from, and for how long, once it stood still
  add column clock_days smallint,
  add column question text,
  add column asked_by uuid references identity.accounts,
  add column asked_at timestamptz,
  add column supplement text,
  add column supplied_by uuid references identity.accounts,
  add column supplied_at timestamptz,
  add column withdrawn_by uuid references identity.accounts,
  add column withdrawn_at timestamptz;

-- A refusal that its requester disputes: the two agencies consult, then the operator arbitrates, each under a clock. What a
-- higher authority decides afterwards is kept as a record.
create table sharing.disputes (
  id uuid primary key,
  request_id uuid not null references sharing.requests,
  state text not null check (state in ('consultation', 'arbitration', 'settled', 'upheld', 'overturned', 'withdrawn')),
  items text[] not null,
  reason text not null,
  filed_by uuid not null references identity.accounts,
  filed_at timestamptz not null,
  -- Of the stage that it is in.
  rule text not null,
  article text not null,
  working_days smallint not null,
  clock_from date not null,
  due_date date,
  days_wait_for smallint,
  reply text,
  replied_by uuid references identity.accounts,
  replied_at timestamptz,
  escalated_at timestamptz,
  opinion text,
  decided_by uuid references identity.accounts,
  decided_at timestamptz,
  higher jsonb, -- {authority, decidedOn, outcome, opinion, by, at}
  closed_at timestamptz
);
create index on sharing.disputes (request_id);
create unique index on sharing.disputes (request_id) where state in ('consultation', 'arbitration');
create index on sharing.disputes (days_wait_for) where days_wait_for is not null;

-- Who suspended may resume: what the operator suspended is not the provider's to resume.
alter table sharing.grants add column suspended_by text check (suspended_by in ('provider', 'operator'));
update sharing.grants set suspended_by = 'provider' where state = 'suspended';
-- An item that is granted after a dispute joins the request's grant, or makes another where that one is revoked.
alter table sharing.grants drop constraint grants_request_id_key;
create unique index on sharing.grants (request_id) where state <> 'revoked';

-- What each version of a grant said, who made it and why.
create table sharing.grant_versions (
  grant_id uuid not null references sharing.grants on delete cascade,
  version int not null,
  change text not null check (change in ('grant', 'amendment', 'addition', 'suspension', 'resumption', 'revocation')),
  reason text,
  agency_id uuid references directory.agencies,   -- null: the rules, or a pack
  account_id uuid references identity.accounts,
  at timestamptz not null,
  items text[] not null,
  scope jsonb not null,
  valid_until date not null,
  quota_per_day int,
  primary key (grant_id, version)
);
insert into sharing.grant_versions (grant_id, version, change, reason, at, items, scope, valid_until, quota_per_day)
  select id, version,
    case when version = 1 then 'grant' when state = 'revoked' then 'revocation' when state = 'suspended' then 'suspension' else 'resumption' end,
    state_reason, updated_at, items, scope, valid_until, quota_per_day
  from sharing.grants;

-- A secret that was replaced goes on serving for a while, so that systems can change over; when a client last got a token.
alter table identity.clients
  add column previous_secret_sha256 bytea,
  add column previous_until timestamptz,
  add column last_used_at timestamptz;
