-- Files on their way in piece by piece: the bytes lie in the data folder until the batch has read them.
create table library.uploads (
  id uuid primary key,
  resource_id uuid not null references catalogue.resources,
  account_id uuid not null references identity.accounts,
  file_name text not null,
  mode text not null check (mode in ('replace', 'append', 'upsert', 'delete')),
  encoding text,
  size bigint not null check (size > 0),
  received bigint not null default 0,
  state text not null check (state in ('receiving', 'ingesting', 'ended')),
  batch_id uuid references library.batches,
  fault jsonb,                   -- {code, details} when it ended without a batch that serves
  created_at timestamptz not null,
  touched_at timestamptz not null
);
create index on library.uploads (resource_id, state);
