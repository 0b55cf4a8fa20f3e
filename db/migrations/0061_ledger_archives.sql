-- Entries that were moved from the database to files, in order and without a gap from index 0. Their hashes stay: tiles, roots, checkpoints.
create table ledger.archives (
  log_id smallint not null,
  first bigint not null,
  size bigint not null,            -- first index behind those in the file
  file text not null,              -- name in the archive folder
  sha256 bytea not null check (length(sha256) = 32),
  at timestamptz not null,
  primary key (log_id, first)
);
