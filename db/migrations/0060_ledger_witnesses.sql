-- Who cosigns this log's checkpoints (C2SP tlog-witness), how far each has come, and what was last wrong.
create table ledger.witnesses (
  id uuid primary key,
  log_id smallint not null,
  url text not null,               -- submission prefix
  vkey text not null,              -- name, ID, algorithm and public key
  size bigint not null default 0,  -- of the last checkpoint that it cosigned
  cosigned_at timestamptz,
  fault text,
  fault_at timestamptz,
  claimed_until timestamptz,       -- one process asks at a time
  added_at timestamptz not null,
  added_by uuid not null,
  unique (log_id, vkey)
);

-- Signature lines of witnesses, for the checkpoints that they were asked to see.
create table ledger.cosignatures (
  log_id smallint not null,
  size bigint not null,
  vkey text not null,
  line text not null,
  at timestamptz not null,
  primary key (log_id, size, vkey)
);

-- The logs of others that this node is a witness to: what it saw last of each, and what did not follow from it.
create table ledger.witnessed_logs (
  origin text primary key,
  vkeys text not null,             -- one a line
  size bigint not null default 0,
  root bytea,
  note text,
  seen_at timestamptz,
  conflict_note text,              -- a signed checkpoint that does not follow: proof against that log
  conflict_at timestamptz,
  added_at timestamptz not null,
  added_by uuid not null
);
