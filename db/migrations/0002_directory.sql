create schema directory;

-- GB/T 2260 to county level, with the dated changes since.
create table directory.regions (
  code text primary key check (code ~ '^[0-9]{6}$'),
  name text not null,
  parent_code text references directory.regions,
  level smallint not null check (level between 1 and 4), -- 1 national, 2 province, 3 city, 4 county
  valid_from date,
  source text not null
);
create index on directory.regions (parent_code);

create table directory.agencies (
  id uuid primary key,
  key text not null unique,
  credit_code text not null unique,
  name text not null,
  name_en text,
  region_code text not null references directory.regions,
  kind text not null,
  level smallint not null,
  active boolean not null default true,
  created_at timestamptz not null default now()
);
create index on directory.agencies (region_code, kind);
