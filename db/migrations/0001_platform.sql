-- What every domain stands on. One schema per domain; foreign keys point only to domains of lower number.

create table platform.settings (
  key text primary key,
  value jsonb not null
);

create table platform.packs (
  name text primary key,
  version text not null,
  sha256 text not null,
  loaded_at timestamptz not null default now()
);

create table platform.calendar_years (
  year smallint primary key,
  source text not null,
  set_by text,                     -- the operator's account; null: as the product knew it
  set_at timestamptz not null default now()
);

create table platform.calendar_days (
  day date primary key,
  kind text not null check (kind in ('work', 'rest')),
  name text not null
);

-- Years that a clock needed while the calendar did not know them: days were left open for them.
create table platform.calendar_wanted_years (
  year smallint primary key,
  since timestamptz not null
);

-- A write sent twice with one Idempotency-Key is done once, and answered twice with the same reply.
create table platform.idempotency_keys (
  actor text not null,
  key text not null,
  request_sha256 bytea not null,
  status smallint,
  reply text,
  created_at timestamptz not null default now(),
  primary key (actor, key)
);
create index on platform.idempotency_keys (created_at);
