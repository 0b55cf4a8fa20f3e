-- Documents are searched by words, as the catalogue is; null: shown by a version before this one, and indexed at the next start.
alter table documents.shown add column lexemes tsvector;
create index on documents.shown using gin (lexemes);
