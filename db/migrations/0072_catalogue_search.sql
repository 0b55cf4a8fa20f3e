-- What is searched: one document per entry. `record` is what facets and order are counted from (search-record.ts).
create table catalogue.search_documents (
  number int generated always as identity primary key,
  resource_id uuid not null unique references catalogue.resources on delete cascade,
  provider_id uuid not null,
  state text not null,
  lexemes tsvector not null,
  record bytea not null
);
create index search_documents_lexemes on catalogue.search_documents using gin (lexemes);

-- Words that a misspelt one may have meant: pinyin and English.
create table catalogue.search_words (word text primary key);

create table catalogue.saved_searches (
  id uuid primary key,
  account_id uuid not null references identity.accounts on delete cascade,
  name text not null,
  query jsonb not null,
  seen_at timestamptz not null,
  created_at timestamptz not null,
  unique (account_id, name)
);
