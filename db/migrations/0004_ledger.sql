create schema ledger;

-- One row per log: its size, the compact range of its Merkle tree (RFC 9162) and the root of both.
create table ledger.head (
  log_id smallint primary key,
  size bigint not null,
  frontier bytea not null,
  root bytea not null
);

-- `body` is the canonical JSON (RFC 8785) whose hash is the leaf; the columns beside it only serve look-ups.
create table ledger.entries (
  log_id smallint not null,
  index bigint not null,
  at timestamptz not null,
  kind text not null,
  subject text,            -- keyed pseudonym, never a citizen ID number
  agency_id uuid,          -- who acted
  provider_id uuid,        -- whose data
  grant_id uuid,
  leaf_hash bytea not null,
  body text not null,
  primary key (log_id, index)
);
create index on ledger.entries (log_id, subject, index) where subject is not null;
create index on ledger.entries (log_id, grant_id, index) where grant_id is not null;

-- Full tiles of 256 hashes (C2SP tlog-tiles), written once when they fill.
create table ledger.tiles (
  log_id smallint not null,
  level smallint not null,
  index bigint not null,
  hashes bytea not null check (length(hashes) = 8192),
  primary key (log_id, level, index)
);

-- The root at each size that a checkpoint was ever signed for: one per committed batch.
create table ledger.roots (
  log_id smallint not null,
  size bigint not null,
  root bytea not null,
  at timestamptz not null,
  primary key (log_id, size)
);

-- Checkpoints published for witnesses.
create table ledger.checkpoints (
  log_id smallint not null,
  size bigint not null,
  note text not null,
  at timestamptz not null default now(),
  primary key (log_id, size)
);
