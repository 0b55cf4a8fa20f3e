-- What a steward asks of values beyond the catalogue's definition: range, uniqueness, reference to another resource.
alter table library.settings add column rules jsonb not null default '[]'; -- [{item, min, max, unique, references}]
