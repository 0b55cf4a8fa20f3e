create schema services;

create table services.items (
  key text primary key,
  code text not null unique,       -- 实施编码
  agency_id uuid not null references directory.agencies,
  title text not null,
  title_en text,
  version int not null default 1,
  definition jsonb not null        -- guide, form, fields, materials, result: the pack's file
);

create table services.cases (
  id uuid primary key,
  number text not null unique,
  item_key text not null references services.items,
  item_version int not null,
  applicant_account uuid not null references identity.accounts,
  applicant_number text not null,  -- citizen ID of who applies
  applicant_name text not null,
  subject_number text not null,    -- whom it is about: the applicant, a ward, or an organisation
  subject_name text not null,
  relation text not null check (relation in ('self', 'guardian', 'agent')),
  relation_proof jsonb not null default '{}',
  state text not null check (state in ('draft', 'submitted', 'correction', 'accepted', 'closed', 'withdrawn')),
  ending text check (ending in ('granted', 'refused', 'notAccepted', 'voided')),
  form jsonb not null default '{}',
  fields jsonb not null default '{}',     -- by field: value, source, as-of date, receipt's entry, dispute
  materials jsonb not null default '[]',  -- by material: how it was satisfied, or why it had to be asked
  version int not null default 1,
  created_at timestamptz not null default now(),
  submitted_at timestamptz,
  accepted_at timestamptz,
  promised_date date,
  due_date date,
  decided_at timestamptz,
  decided_by uuid references identity.accounts,
  opinion text,
  licence_id uuid references licences.licences
);
-- One open case per service, applicant and subject: a form sent twice is one case.
create unique index one_open_case on services.cases (item_key, applicant_account, subject_number)
  where state in ('draft', 'submitted', 'correction', 'accepted');
create index on services.cases (applicant_account, created_at);
create index on services.cases (item_key, state, due_date);

create table services.steps (
  id bigint generated always as identity primary key,
  case_id uuid not null references services.cases on delete cascade,
  at timestamptz not null default now(),
  step text not null,
  actor text not null,
  opinion text
);
create index on services.steps (case_id, id);
