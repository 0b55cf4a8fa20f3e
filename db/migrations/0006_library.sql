create schema library;      -- what the library knows of its data
create schema library_data; -- the data: one typed table per snapshot

create table library.batches (
  id uuid primary key,
  resource_id uuid not null references catalogue.resources,
  mode text not null check (mode in ('replace', 'append')),
  file_name text not null,
  format text not null,
  encoding text not null,
  state text not null check (state in ('running', 'serving', 'refused', 'failed')),
  header jsonb,                  -- the columns of the file as they stood, for the report of rejects
  received_rows bigint not null default 0,
  accepted_rows bigint not null default 0,
  rejected_rows bigint not null default 0,
  fault jsonb,                   -- {code, details} when refused or failed
  sha256 text,
  idempotency_key text,
  account_id uuid references identity.accounts,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (resource_id, idempotency_key)
);
create index on library.batches (resource_id, started_at);

create table library.rejects (
  batch_id uuid not null references library.batches on delete cascade,
  row_number bigint not null,
  item text not null,            -- '' when the row as a whole is at fault
  reason text not null,
  raw jsonb not null,            -- the row's cells as they came, so that it can be mended and sent again
  primary key (batch_id, row_number, item)
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
