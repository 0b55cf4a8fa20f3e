create schema library;      -- what the library knows of its data
create schema library_data; -- the data: one typed table per snapshot

create table library.batches (
  id uuid primary key,
  resource_id uuid not null references catalogue.resources,
  mode text not null check (mode in ('replace', 'append')),
  file_name text not null,
  format text,                   -- csv, xlsx, json, ndjson; null until the file was looked into
  encoding text,
  state text not null check (state in ('running', 'serving', 'refused', 'failed')),
  header jsonb,                  -- {columns, bom}: the columns of the file as they stood, for the report of rejects
  received_rows bigint not null default 0,
  accepted_rows bigint not null default 0,
  rejected_rows bigint not null default 0,
  fault jsonb,                   -- {code, details} when refused or failed
  sha256 text,
  table_name text,               -- what the batch copies into; dropped when its process dies before it serves
  version bigint,                -- of the library's resource, once this batch serves
  idempotency_key text,
  account_id uuid references identity.accounts,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (resource_id, idempotency_key)
);
create index on library.batches (resource_id, started_at);
create index on library.batches (state) where state = 'running';

create table library.rejects (
  batch_id uuid not null references library.batches on delete cascade,
  row_number bigint not null,    -- the line of the file on which the row begins; its place in an array of JSON
  faults jsonb not null,         -- [{item, reason, ...}]; item '' when the row as a whole is at fault
  raw jsonb not null,            -- the row's cells as they came, so that it can be mended and sent again
  primary key (batch_id, row_number)
);

create table library.snapshots (
  resource_id uuid not null references catalogue.resources,
  number int not null,
  table_name text not null unique,
  batch_id uuid not null references library.batches,
  row_count bigint not null,
  as_of timestamptz not null,
  retired_at timestamptz,
  dropped_at timestamptz,
  primary key (resource_id, number)
);

-- The pointer: the table that serves now. `version` grows with each batch, whatever its mode.
create table library.resources (
  resource_id uuid primary key references catalogue.resources,
  snapshot int not null,
  table_name text not null,
  version bigint not null,
  row_count bigint not null,
  as_of timestamptz not null,
  foreign key (resource_id, snapshot) references library.snapshots
);
