create schema services;

-- The general clocks of cases, in working days; an item's own days stand in its definition.
create table services.clock_rules (
  rule text primary key,
  working_days smallint not null,
  article text not null,
  certain boolean not null
);

create table services.items (
  key text primary key,
  code text not null unique,       -- 实施编码
  agency_id uuid not null references directory.agencies,
  title text not null,
  title_en text,
  version int not null default 1,
  definition jsonb not null        -- guide, form, fields, materials, result: the pack's file
);
create index on services.items (agency_id);

create sequence services.case_numbers;

create table services.cases (
  id uuid primary key,
  number text not null unique,
  item_key text not null references services.items,
  item_version int not null,
  definition jsonb not null,              -- the item as it stood when the case was opened
  applicant_account uuid not null references identity.accounts,
  applicant_number text not null,  -- citizen ID of who applies
  applicant_name text not null,
  subject_number text not null,    -- whom it is about: the applicant, a ward, or an organisation; '' until a ward is chosen
  subject_name text not null,
  relation text not null check (relation in ('self', 'guardian', 'agent')),
  relation_proof jsonb,
  candidates jsonb not null default '[]', -- wards to choose from: number, name, birth date, proof
  state text not null check (state in ('draft', 'submitted', 'correction', 'accepted', 'closed', 'withdrawn')),
  ending text check (ending in ('granted', 'refused', 'notAccepted', 'voided')),
  fill_claimed_at timestamptz,            -- a process is reading the sources
  filled_at timestamptz,
  form jsonb not null default '{}',       -- what the applicant gave, by field
  fields jsonb not null default '{}',     -- by field: value, source, as-of date, receipt's entry, dispute, or why it is asked
  materials jsonb not null default '{}',  -- by material: how it was satisfied, or why it had to be asked
  eligibility jsonb not null default '{}',
  uses jsonb not null default '[]',       -- every read made for this case
  version int not null default 1,
  created_at timestamptz not null,
  submitted_at timestamptz,
  accept_by date,                         -- last day to say what is missing
  correction_asked_at timestamptz,
  correction_note text,
  accepted_at timestamptz,
  promised_date date,
  due_date date,
  deadline date,                          -- the next of these that the agency must keep; null when it is not its turn
  days_wait_for smallint,                 -- the year that days left open wait for: the calendar lacked it
  decided_at timestamptz,
  decided_by uuid references identity.accounts,
  opinion text,
  licence_id uuid references licences.licences,
  dedupe_key text                         -- set when handed in: the item and those of applicant and subject that it counts
);
-- One open case per service, applicant and subject: a form sent twice is one case.
create unique index one_open_case on services.cases (item_key, applicant_account, subject_number)
  where state in ('draft', 'submitted', 'correction', 'accepted');
-- Handed in by the father and by the mother, it is still one matter.
create unique index one_case_in_hand on services.cases (dedupe_key)
  where state in ('submitted', 'correction', 'accepted');
create index on services.cases (applicant_account, id);
create index on services.cases (item_key, deadline, id) where state in ('submitted', 'correction', 'accepted');
create index on services.cases (accept_by) where state = 'submitted';
create index on services.cases (days_wait_for) where days_wait_for is not null;

create table services.steps (
  id bigint generated always as identity primary key,
  case_id uuid not null references services.cases on delete cascade,
  at timestamptz not null,
  step text not null,
  actor text not null,
  opinion text
);
create index on services.steps (case_id, id);

-- A filled field that the applicant says is wrong: the provider owes an answer, the case goes on.
create table services.disputes (
  id uuid primary key,
  case_id uuid not null references services.cases on delete cascade,
  field text not null,
  resource_key text not null,
  ledger_index bigint,
  stated_value jsonb not null,
  proof text not null,
  at timestamptz not null,
  unique (case_id, field)
);
create index on services.disputes (resource_key, at);

-- Files are asked for only when nothing else satisfied a material.
create table services.uploads (
  id uuid primary key,
  case_id uuid not null references services.cases on delete cascade,
  material text not null,
  file_name text not null,
  media_type text not null,
  content bytea not null,
  sha256 text not null,
  at timestamptz not null
);
create index on services.uploads (case_id);
