-- The shared dictionary of standard data elements (数据元), and for each the one source (一数一源).
create table catalogue.elements (
  code text primary key,
  name text not null,
  name_en text,
  type text not null check (type in ('C', 'N', 'Y', 'D', 'T', 'L', 'M', 'G', 'B', 'I', 'F')),
  length int,
  code_list text,
  check_kind text check (check_kind in ('citizenId', 'creditCode')),
  meaning text not null,
  standard text,
  aliases text[] not null default '{}',
  source_resource_id uuid references catalogue.resources,
  source_item text,
  decided_by uuid references identity.accounts,
  decided_at timestamptz,
  check ((source_resource_id is null) = (source_item is null))
);
create index on catalogue.items (element) where element is not null;
create index on catalogue.items (name);
