-- For readers of English; no official spelling.
alter table directory.regions add column name_en text;
