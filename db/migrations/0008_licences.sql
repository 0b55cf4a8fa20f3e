create schema licences;

create table licences.types (
  key text primary key,
  type_code text not null unique, -- GB/T 36904: the defining authority's credit code + 3 digits
  name text not null,
  name_en text,
  definition jsonb not null
);

create table licences.serials (
  type_key text not null references licences.types,
  issuer_credit_code text not null,
  next_serial bigint not null,
  primary key (type_key, issuer_credit_code)
);

-- A licence's place in the status lists. Taken before the credential is signed, which names it; a gap is harmless.
create sequence licences.status_indexes as int minvalue 0 start 0;

create table licences.licences (
  id uuid primary key,
  identifier text not null unique, -- GB/T 36904
  type_key text not null references licences.types,
  issuer_id uuid not null references directory.agencies,
  holder_number text not null,     -- citizen ID number or credit code
  holder_name text not null,
  state text not null default 'valid' check (state in ('valid', 'suspended', 'revoked')),
  state_reason text,
  valid_from date not null,
  valid_until date,
  metadata jsonb not null,         -- the national standard's short names
  credential text not null,        -- SD-JWT VC, with all disclosures
  status_index int not null unique,
  source text not null unique,     -- what it was issued for, once: 'case:<id>'
  issued_at timestamptz not null default now()
);
create index on licences.licences (holder_number, issued_at, id);
-- A status list reads only those that are not valid.
create index on licences.licences (status_index) where state <> 'valid';

create table licences.events (
  id bigint generated always as identity primary key,
  licence_id uuid not null references licences.licences on delete cascade,
  at timestamptz not null,
  account_id uuid references identity.accounts,
  event text not null check (event in ('issue', 'suspend', 'resume', 'revoke')),
  reason text
);
create index on licences.events (licence_id, id);

-- Others in whose library the licence also appears (a guardian).
create table licences.keepers (
  licence_id uuid not null references licences.licences on delete cascade,
  citizen_id text not null,
  why text not null,
  primary key (licence_id, citizen_id)
);
create index on licences.keepers (citizen_id);
