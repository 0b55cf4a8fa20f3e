create schema ledger;

-- One row per log: its size, the compact range of its Merkle tree (RFC 9162) and the root of both.
create table ledger.head (
  log_id smallint primary key,
  size bigint not null,
  frontier bytea not null,
  root bytea not null
);
-- Log 0 is there from the start, empty: eight zero bytes are the frontier of no leaf, SHA-256 of nothing is its root.
insert into ledger.head values (0, 0, decode('0000000000000000', 'hex'), sha256(''));

-- `body` is the canonical JSON (RFC 8785) whose hash is the leaf; the columns beside it only serve look-ups, and each of
-- them stands in the body as well, so that a change of one is found.
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
create index on ledger.entries (log_id, agency_id, index) where agency_id is not null;

-- Full tiles of 256 hashes (C2SP tlog-tiles), written once when they fill. `root` is the tile's own hash, which is one of
-- the 256 of a tile a level above.
create table ledger.tiles (
  log_id smallint not null,
  level smallint not null,
  index bigint not null,
  hashes bytea not null check (length(hashes) = 8192),
  root bytea not null check (length(root) = 32),
  primary key (log_id, level, index)
);
-- Hashes do not compress.
alter table ledger.tiles alter column hashes set storage external;

-- The tree after each committed batch: its size, the root that a receipt's checkpoint was signed for, and the hashes of
-- the leaves that the batch added, from which verify tells which entry was changed before its tile was full.
create table ledger.roots (
  log_id smallint not null,
  size bigint not null,
  root bytea not null,
  leaves bytea not null,
  at timestamptz not null,
  primary key (log_id, size)
);
alter table ledger.roots alter column leaves set storage external;

-- Checkpoints published for witnesses.
create table ledger.checkpoints (
  log_id smallint not null,
  size bigint not null,
  note text not null,
  at timestamptz not null default now(),
  primary key (log_id, size)
);
