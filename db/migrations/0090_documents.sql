create schema documents;

-- The classification of documents: data, from a pack.
create table documents.classes (
  code text primary key,
  name text not null,
  name_en text not null,
  position int not null
);

create table documents.numbers (
  year int primary key,
  next_number int not null default 1 -- of an index number (索引号); never reused
);

create table documents.documents (
  id uuid primary key,
  code text unique,               -- index number, assigned at first publication: 2026-000001
  key text unique,                -- name within a pack
  agency_id uuid not null references directory.agencies,
  published_version int,          -- what is shown; null: not yet, or withdrawn
  working_version int,            -- what is being written; null: nothing is
  withdrawn_at timestamptz,
  withdrawn_reason text,
  revision int not null default 1, -- grows with each act; what If-Match names
  updated_at timestamptz not null,
  check (published_version is null or code is not null),
  check (published_version is null or withdrawn_at is null),
  check ((withdrawn_at is null) = (withdrawn_reason is null))
);
create index on documents.documents (agency_id, id);

create table documents.versions (
  document_id uuid not null references documents.documents on delete cascade,
  version int not null,
  state text not null check (state in ('draft', 'submitted', 'returned', 'published', 'replaced', 'withdrawn')),
  kind text not null check (kind in ('policy', 'notice', 'interpretation', 'guide', 'answer')),
  title text not null,
  title_en text,
  class_code text,
  number text,                    -- the document's own number (发文字号)
  summary text not null default '',
  body text not null default '',  -- sanitised HTML
  region_code text references directory.regions,
  issued_on date,
  valid_from date,
  valid_until date,
  source_name text,
  source_url text,
  topics text[] not null default '{}',
  remarks jsonb not null default '[]',
  updated_at timestamptz not null,
  published_at timestamptz,
  primary key (document_id, version)
);

-- What is shown now, one row a document, as lists and search read it; kept in the transaction that publishes or withdraws.
create table documents.shown (
  document_id uuid primary key references documents.documents on delete cascade,
  version int not null,
  agency_id uuid not null,
  kind text not null,
  class_code text not null,
  region_code text,
  published_at timestamptz not null,
  valid_until date,
  words text not null,
  foreign key (document_id, version) references documents.versions
);
create index on documents.shown (published_at desc, document_id desc);
create index on documents.shown (kind, published_at desc);
create index on documents.shown (class_code, published_at desc);

create table documents.events (
  id bigint generated always as identity primary key,
  document_id uuid not null references documents.documents on delete cascade,
  at timestamptz not null,
  action text not null,
  version int not null,
  account_id uuid references identity.accounts,
  remarks jsonb not null default '[]'
);
create index on documents.events (document_id, id);

-- The directory of the platform's government websites.
create table documents.sites (
  key text primary key,
  name text not null,
  name_en text not null,
  url text not null,
  agency_id uuid not null references directory.agencies,
  region_code text not null references directory.regions,
  active boolean not null default true,
  revision int not null default 1,
  updated_at timestamptz not null
);

-- A column of a site (栏目): which documents it takes.
create table documents.channels (
  site_key text not null references documents.sites on delete cascade,
  key text not null,
  position int not null,
  name text not null,
  name_en text not null,
  kinds text[] not null default '{}',      -- empty: all
  class_codes text[] not null default '{}', -- empty: all
  agency_ids uuid[] not null default '{}',  -- empty: all
  region_code text references directory.regions, -- the region, those below it, and what is for everywhere; null: all
  primary key (site_key, key)
);

-- Pages that sites took, counted by day: open data is counted in aggregate, no reader is known.
create table documents.takings (
  document_id uuid not null references documents.documents on delete cascade,
  site_key text not null references documents.sites on delete cascade,
  day date not null,
  times int not null,
  primary key (document_id, site_key, day)
);
