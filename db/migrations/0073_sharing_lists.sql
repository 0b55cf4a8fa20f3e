-- A sharing list (共享清单): a numbered, dated batch that opens items to agencies, or takes back what an earlier one opened.
create table sharing.lists (
  id uuid primary key,
  ordinal int not null unique,              -- 第一批 is 1
  number text not null unique,              -- L2026-001, as grants name it
  title text not null,
  basis text not null,
  effective_on date not null,
  grantees jsonb not null,                  -- {agencyId} or {region, kind}
  state text not null default 'draft' check (state in ('draft', 'published')),
  version int not null default 1,
  created_by uuid references identity.accounts,
  created_at timestamptz not null,
  published_by uuid references identity.accounts,
  published_at timestamptz,
  check ((state = 'published') = (published_at is not null))
);
create table sharing.list_lines (
  list_id uuid not null references sharing.lists on delete cascade,
  resource_id uuid not null references catalogue.resources,
  act text not null check (act in ('open', 'withdraw')),
  items text[] not null,                    -- codes; empty for a line that withdraws
  primary key (list_id, resource_id)
);
create index on sharing.list_lines (resource_id);
