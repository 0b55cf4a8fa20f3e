-- By which grant which item was read how often: counted from the entries behind the calls, so that items that are granted and never
-- read can be listed.
create table ledger.item_reads (
  grant_id uuid not null,
  item text not null,
  calls bigint not null,
  last_at timestamptz not null,
  primary key (grant_id, item)
);
insert into supervision.progress values ('items', 0);
