import type { ColumnType, Generated } from 'kysely';
import type { StaffRole } from '../../../contracts/actor.ts';
import type { Db } from '../../platform/database.ts';

// Types, not interfaces: Kysely's withTables asks for an index signature.
export type IdentityTables = {
  'identity.people': {
    id: string;
    citizen_id: string;
    name: string;
    mobile: string | null;
    created_at: Generated<Date>;
  };
  'identity.organisations': {
    id: string;
    credit_code: string;
    name: string;
    legal_representative: string | null;
    created_at: Generated<Date>;
  };
  'identity.accounts': {
    id: string;
    username: string;
    password_hash: string;
    display_name: string;
    person_id: string | null;
    agency_id: string | null;
    roles: StaffRole[];
    demo: Generated<boolean>;
    demo_note: ColumnType<{ zh: string; en: string } | null, string | null | undefined, never>;
    active: Generated<boolean>;
    created_at: Generated<Date>;
    last_sign_in_at: ColumnType<Date | null, Date | undefined, Date>;
    password_temporary: Generated<boolean>;
  };
  'identity.known_devices': {
    digest: Buffer;
    account_id: string;
    last_used_at: Date;
  };
  'identity.sign_in_attempts': {
    counter: Buffer;
    failed: number;
    last_at: Date;
    locked_until: Date | null;
  };
  'identity.delegations': {
    id: string;
    organisation_id: string;
    agent_person_id: string;
    scope: string[];
    valid_from: string;
    valid_until: string;
    granted_by: string | null;
    revoked_at: Date | null;
    created_at: Generated<Date>;
  };
  'identity.guardianships': {
    guardian_citizen_id: string;
    ward_citizen_id: string;
    ward_name: string;
    proof: unknown;
    proven_at: Generated<Date>;
    valid_until: string;
  };
  'identity.clients': {
    client_id: string;
    agency_id: string;
    name: string;
    secret_sha256: Buffer | null;
    jwks: unknown;
    demo: Generated<boolean>;
    created_at: Generated<Date>;
    created_by: string | null;
    revoked_at: Date | null;
  };
  'identity.relying_parties': {
    client_id: string;
    name: string;
    redirect_uris: string[];
    public: Generated<boolean>;
    secret_sha256: Buffer | null;
    first_party: Generated<boolean>;
    created_at: Generated<Date>;
  };
  'identity.sessions': {
    token_sha256: Buffer;
    id: Generated<string>;
    account_id: string;
    browser: string | null;
    device: string | null;
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
  };
  'identity.oidc_payloads': {
    model: string;
    id: string;
    payload: string;
    grant_id: string | null;
    uid: string | null;
    user_code: string | null;
    expires_at: Date | null;
    consumed_at: Date | null;
    session_id: ColumnType<string | null, string | undefined, string>;
  };
};

export const tables = (db: Db) => db.withTables<IdentityTables>();
