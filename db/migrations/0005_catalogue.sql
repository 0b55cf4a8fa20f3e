create schema catalogue;

create table catalogue.classes (
  code text primary key,
  parent_code text references catalogue.classes,
  name text not null,
  name_en text,
  next_number int not null default 1 -- the next sequence number of a resource code; never reused
);

create table catalogue.code_lists (
  code text primary key,
  title text not null,
  title_en text,
  standard text
);

create table catalogue.code_list_entries (
  list_code text not null references catalogue.code_lists on delete cascade,
  code text not null,
  name text not null,
  name_en text,
  position int not null,
  primary key (list_code, code)
);

-- A draft may name a class or a code list that does not exist, or an item twice: submission tells all of it at once.
create table catalogue.resources (
  id uuid primary key,
  code text unique,              -- assigned at publication: 307001/000001
  key text unique,               -- name within a pack
  provider_id uuid not null references directory.agencies,
  name text not null,
  name_en text,
  summary text not null default '',
  class_code text,
  format text,
  share_type text check (share_type in ('unconditional', 'conditional', 'withheld')),
  share_condition text,
  legal_basis text,
  share_method text,
  open_to_public boolean not null default false,
  open_condition text,
  update_cycle text,
  subject_kind text check (subject_kind in ('person', 'organisation', 'none')),
  subject_item text,
  guardian_items text[] not null default '{}',
  key_items text[] not null default '{}',
  reject_threshold double precision not null default 0.05 check (reject_threshold between 0 and 1),
  state text not null default 'draft' check (state in ('draft', 'submitted', 'returned', 'published', 'suspended', 'retired')),
  remarks jsonb not null default '[]',
  version int not null default 1,
  created_by uuid references identity.accounts,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  published_at timestamptz,
  unique (provider_id, name),
  check (state not in ('published', 'suspended', 'retired') or code is not null)
);
create index on catalogue.resources (state);

create table catalogue.items (
  resource_id uuid not null references catalogue.resources on delete cascade,
  position int not null,
  code text not null,
  name text not null,
  name_en text,
  type text not null check (type in ('C', 'N', 'Y', 'D', 'T', 'L', 'M', 'G', 'B', 'I', 'F')),
  length int,
  precision int,
  required boolean not null default false,
  code_list text,
  check_kind text check (check_kind in ('citizenId', 'creditCode')),
  sensitivity text not null default 'none' check (sensitivity in ('none', 'personal', 'sensitive')),
  share_type text check (share_type in ('unconditional', 'conditional', 'withheld')),
  legal_basis text,
  primary key (resource_id, position)
);

create table catalogue.events (
  id bigint generated always as identity primary key,
  resource_id uuid not null references catalogue.resources on delete cascade,
  at timestamptz not null default now(),
  account_id uuid references identity.accounts,
  action text not null,
  remarks jsonb not null default '[]'
);
create index on catalogue.events (resource_id, id);
