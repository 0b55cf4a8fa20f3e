-- The fields of today's reporting beyond the guide's core.
alter table catalogue.resources
  add column scenario text,
  add column domain text,
  add column level text,
  add column region text,
  add column time_from date,
  add column time_until date,
  add column channel text,
  add column guidance_code text,
  add column source_items text[] not null default '{}',
  add column related_codes text[] not null default '{}',
  add column edition int not null default 0,
  add column change_of uuid unique references catalogue.resources on delete cascade,
  add column state_reason text,
  add column suspended_by text check (suspended_by in ('provider', 'operator')),
  add column successor_id uuid references catalogue.resources;
update catalogue.resources set edition = 1 where code is not null;

-- A change is prepared in a row of its own, which bears the name of the entry that it changes.
alter table catalogue.resources drop constraint resources_provider_id_name_key;
create unique index resources_provider_name on catalogue.resources (provider_id, name) where change_of is null;
create index on catalogue.resources (provider_id, state);

alter table catalogue.items
  add column share_condition text,
  add column secret boolean not null default false,
  add column open boolean,
  add column element text;

-- Each edition as it was published.
create table catalogue.editions (
  resource_id uuid not null references catalogue.resources on delete cascade,
  number int not null,
  fields jsonb not null,
  published_at timestamptz not null,
  account_id uuid references identity.accounts,
  primary key (resource_id, number)
);
