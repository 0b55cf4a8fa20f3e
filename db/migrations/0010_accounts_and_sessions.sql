-- Sessions as their owner sees and ends them: a name of their own (the token's digest never leaves), and of the browser
-- no more than is needed to recognise it.
alter table identity.sessions
  add column id uuid not null default gen_random_uuid(),
  add column browser text,
  add column device text,
  drop column user_agent;
create unique index on identity.sessions (id);

-- A code, and with it the token that it is exchanged for, belongs to the session of the pages in which it was given.
alter table identity.oidc_payloads add column session_id uuid references identity.sessions (id) on delete cascade;
create index on identity.oidc_payloads (session_id) where session_id is not null;

alter table identity.accounts
  add column demo_note jsonb, -- {zh, en}: who a demo account is, for its table on the sign-in page
  add column last_sign_in_at timestamptz,
  add column password_temporary boolean not null default false; -- made by someone else: good for choosing one's own only
create index on identity.accounts (agency_id, username) where agency_id is not null;

-- Browsers in which an account was signed in to before: a lock that strangers cause does not hold for them. The digest is of
-- the cookie's token and the account together, so that two accounts of one browser cannot be joined.
create table identity.known_devices (
  digest bytea primary key,
  account_id uuid not null references identity.accounts,
  last_used_at timestamptz not null
);
create index on identity.known_devices (account_id);
create index on identity.known_devices (last_used_at);

-- Failures are counted by a keyed digest of who was tried and from where; neither can be read back.
truncate identity.sign_in_attempts;
alter table identity.sign_in_attempts rename column username_sha256 to counter;
alter table identity.sign_in_attempts alter column failed type integer;
