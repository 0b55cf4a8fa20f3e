-- 疑义校核: a user agency, the resident or a case says that a value is wrong; the provider answers within its clock.
create sequence library.correction_numbers;
create table library.corrections (
  id uuid primary key,
  number text not null unique,
  resource_id uuid not null references catalogue.resources,
  item text not null,
  subject text not null,           -- whose record: citizen ID number or credit code
  held_value text,                 -- as the reporter saw it; null when not known
  stated_value text not null,      -- what the reporter says is right
  proof text not null,
  origin text not null check (origin in ('agency', 'resident', 'case')),
  agency_id uuid references directory.agencies, -- of the reporting staff
  account_id uuid references identity.accounts,
  case_number text,
  state text not null check (state in ('submitted', 'accepted', 'kept', 'done')),
  filed_at timestamptz not null,
  due_date date,                   -- last working day to answer; null while the calendar lacks it
  answered_at timestamptz,
  answered_by uuid references identity.accounts,
  opinion text,
  batch_id uuid references library.batches, -- the batch that brought the corrected value
  unique (case_number, resource_id, item, subject)
);
create index on library.corrections (resource_id, state);
create index on library.corrections (account_id);
create index on library.corrections (agency_id);
