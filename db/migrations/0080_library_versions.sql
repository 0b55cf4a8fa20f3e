-- Batches that change the serving table in place, and versions that can be compared and gone back to.
alter table library.batches drop constraint batches_mode_check;
alter table library.batches add check (mode in ('replace', 'append', 'upsert', 'delete', 'rollback'));
alter table library.batches
  add column added_rows bigint,     -- what the batch did to the rows that served; null for a replacement
  add column changed_rows bigint,
  add column removed_rows bigint,
  add column to_version bigint,     -- of a roll-back: the version whose rows serve again
  add column reason text;           -- of a roll-back: why

-- Each version of a resource's rows: which batch made it and in which table its rows stand. A version before later
-- changes in place is that table less what its history table (r_…_h) says was done since.
create table library.versions (
  resource_id uuid not null references catalogue.resources,
  version bigint not null,
  snapshot int not null,
  batch_id uuid not null references library.batches,
  row_count bigint not null,
  as_of timestamptz not null,
  kept boolean not null default true, -- whether its rows can still be read
  primary key (resource_id, version),
  foreign key (resource_id, snapshot) references library.snapshots
);
create index on library.versions (batch_id);

insert into library.versions (resource_id, version, snapshot, batch_id, row_count, as_of)
select s.resource_id, b.version, s.number, b.id, s.row_count, s.as_of
from library.snapshots s join library.batches b on b.id = s.batch_id where b.version is not null;

-- What a steward chose for a resource's files and old data.
create table library.settings (
  resource_id uuid primary key references catalogue.resources,
  keep_snapshots int not null default 3 check (keep_snapshots between 1 and 20), -- tables, the serving one among them
  keep_history_days int not null default 90 check (keep_history_days between 1 and 3650),
  columns jsonb not null default '{}' -- {column of the file: item code}, remembered from the last file
);
