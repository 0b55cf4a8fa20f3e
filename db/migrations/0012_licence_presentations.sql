-- A code by which someone shows a licence for about a minute, once. Keyed digests of the codes stand here, never the codes.
create table licences.presentations (
  id uuid primary key,
  licence_id uuid not null references licences.licences on delete cascade,
  account_id uuid not null references identity.accounts,  -- who shows it
  code_digest bytea not null unique,
  spoken_digest bytea not null unique,
  claims text[] not null,                                  -- what shows, by short name
  audience_id uuid references directory.agencies,          -- the one agency that may use it; null: anyone
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on licences.presentations (account_id, expires_at);
create index on licences.presentations (expires_at);

-- Each time a code was used: what its holder reads.
create table licences.viewings (
  id uuid primary key,
  licence_id uuid not null references licences.licences on delete cascade,
  presentation_id uuid not null,  -- the code's row goes after a day, this stays
  at timestamptz not null,
  agency_id uuid references directory.agencies,  -- null: someone who did not sign in
  account_id uuid references identity.accounts,
  claims text[] not null,
  state text not null,            -- what was told of the licence
  ledger_index bigint not null
);
create index on licences.viewings (licence_id, id);
create index on licences.viewings (agency_id, id) where agency_id is not null;

-- Failed tries of codes, by whoever tries (a digest): worth a minute, so not worth a log of their own.
create unlogged table licences.code_tries (
  who bytea primary key,
  since timestamptz not null,
  failures int not null
);

-- Cases that a licence served instead of a paper.
create table licences.uses (
  licence_id uuid not null references licences.licences on delete cascade,
  case_number text not null,
  service jsonb not null,         -- its title, zh and en
  agency_id uuid not null references directory.agencies,
  at timestamptz not null,
  primary key (licence_id, case_number)
);
