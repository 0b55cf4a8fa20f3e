create schema supervision;

-- How far into the ledger its entries are counted: the first index that is not.
create table supervision.progress (
  name text primary key,
  next_index bigint not null
);
insert into supervision.progress values ('entries', 0);

-- What flowed between whom, by day in Shanghai. `people` is a sketch (HyperLogLog, 1024 registers) of the subjects' pseudonyms:
-- it tells about how many there were, adds up over days, and says of nobody whether they were among them.
create table supervision.flows (
  day date not null,
  provider_id uuid not null,
  consumer_id uuid not null,
  resource_code text not null,
  purpose text not null,
  calls bigint not null,
  refusals bigint not null,
  people bytea not null,
  last_at timestamptz not null,
  primary key (day, provider_id, consumer_id, resource_code, purpose)
);
create index on supervision.flows (consumer_id, day);

create table supervision.entry_counts (
  day date not null,
  kind text not null,
  entries bigint not null,
  primary key (day, kind)
);

-- The operator reminded an agency of what is due; once a day for one thing.
create table supervision.reminders (
  id uuid primary key,
  kind text not null check (kind in ('case', 'request', 'resource')),
  object_id uuid not null,
  agency_id uuid not null references directory.agencies,
  label text not null,
  note text,
  sent_by uuid not null references identity.accounts,
  sent_at timestamptz not null,
  sent_on date not null,
  unique (kind, object_id, sent_on)
);
create index on supervision.reminders (agency_id, sent_at);

-- Each run of the ledger's verification that someone asked for; `beat_at` tells a run that goes on from one whose process died.
create table ledger.verifications (
  id uuid primary key,
  log_id smallint not null,
  state text not null check (state in ('running', 'done', 'cancelled', 'failed')),
  asked_by uuid not null references identity.accounts,
  started_at timestamptz not null,
  beat_at timestamptz not null,
  finished_at timestamptz,
  cancel_asked boolean not null default false,
  entries_total bigint not null,
  entries_read bigint not null default 0,
  checkpoints bigint,
  root bytea,
  findings jsonb not null default '[]'
);
create unique index one_verification on ledger.verifications (log_id) where state = 'running';
create index on ledger.verifications (log_id, started_at);

-- What a pack held when it was loaded: [{part, count, names}].
alter table platform.packs add column contents jsonb;
