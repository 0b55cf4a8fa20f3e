-- Scores of what serves, each from 0 to 1, measured once for each version; null where there is nothing to measure.
create table library.quality (
  resource_id uuid primary key references catalogue.resources,
  version bigint not null,
  completeness double precision, -- filled cells / cells of the rows that serve
  validity double precision,     -- rows of the last file without a fault of form / rows
  uniqueness double precision,   -- rows of the last file whose key came once / rows
  consistency double precision,  -- rows of the last file that agree with code lists, check digits and calendar / rows
  measured_at timestamptz not null
);
