create schema identity;

create table identity.people (
  id uuid primary key,
  citizen_id text not null unique,
  name text not null,
  mobile text,
  created_at timestamptz not null default now()
);

create table identity.organisations (
  id uuid primary key,
  credit_code text not null unique,
  name text not null,
  legal_representative uuid references identity.people,
  created_at timestamptz not null default now()
);
create index on identity.organisations (legal_representative);

create table identity.accounts (
  id uuid primary key,
  username text not null unique,
  password_hash text not null,
  display_name text not null,
  person_id uuid references identity.people,
  agency_id uuid references directory.agencies,
  roles text[] not null default '{}',
  demo boolean not null default false,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  check ((person_id is null) <> (agency_id is null)) -- a resident or a member of staff, never both
);

-- Failed sign-ins by name, whether or not an account has that name: a lock tells nobody who exists.
create table identity.sign_in_attempts (
  username_sha256 bytea primary key,
  failed smallint not null,
  last_at timestamptz not null,
  locked_until timestamptz
);

-- A person acts for an organisation within named service items until a day.
create table identity.delegations (
  id uuid primary key,
  organisation_id uuid not null references identity.organisations,
  agent_person_id uuid not null references identity.people,
  scope text[] not null,
  valid_from date not null,
  valid_until date not null,
  granted_by uuid references identity.people,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
create index on identity.delegations (agent_person_id);
create index on identity.delegations (organisation_id);

-- Who is whose guardian, as proven by a record read for a case; ends when the ward turns 18 (民法典 art. 17, 27).
create table identity.guardianships (
  guardian_citizen_id text not null,
  ward_citizen_id text not null,
  ward_name text not null,
  proof jsonb not null,          -- {resource, ledgerIndex, asOf}
  proven_at timestamptz not null default now(),
  valid_until date not null,
  primary key (guardian_citizen_id, ward_citizen_id)
);

-- Machine clients of agencies. Only a digest of the secret is kept (it is 32 random bytes, so one SHA-256 is enough).
create table identity.clients (
  client_id text primary key,
  agency_id uuid not null references directory.agencies,
  name text not null,
  secret_sha256 bytea,
  jwks jsonb,
  demo boolean not null default false,
  created_at timestamptz not null default now(),
  created_by uuid references identity.accounts,
  revoked_at timestamptz,
  check (secret_sha256 is not null or jwks is not null)
);
create index on identity.clients (agency_id);

-- Applications that sign residents and staff in through this node (OpenID Connect relying parties).
create table identity.relying_parties (
  client_id text primary key,
  name text not null,
  redirect_uris text[] not null,
  public boolean not null default true,
  secret_sha256 bytea,
  first_party boolean not null default false, -- ours: the person is not asked to consent
  created_at timestamptz not null default now()
);

-- The cookie holds a random token; only its digest is kept.
create table identity.sessions (
  token_sha256 bytea primary key,
  account_id uuid not null references identity.accounts,
  user_agent text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on identity.sessions (account_id);

-- State of the OpenID Connect provider (authorization codes, grants, tokens, its own sessions). The payload is JSON kept as
-- text: it holds parameters just as they came, and jsonb refuses \u0000.
create table identity.oidc_payloads (
  model text not null,
  id text not null,
  payload text not null,
  grant_id text,
  uid text,
  user_code text,
  expires_at timestamptz,
  consumed_at timestamptz,
  primary key (model, id)
);
create index on identity.oidc_payloads (grant_id) where grant_id is not null;
create index on identity.oidc_payloads (uid) where uid is not null;
create index on identity.oidc_payloads (expires_at);
