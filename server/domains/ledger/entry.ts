import { createHmac } from 'node:crypto';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { EntryBody, LedgerEntry } from '../../../contracts/ledger.ts';
import type { Keys } from '../../platform/keys.ts';
import { merkle } from './tree.ts';

/** Ids by which an entry is looked up on this node, beside what stands in it. */
export interface EntryIds {
  /** The agency that acted. */
  agencyId?: string | undefined;
  /** The agency whose data it is. */
  providerId?: string | undefined;
  /** Needed only when the entry does not name the grant itself. */
  grantId?: string | undefined;
}

/** What the columns beside a body must hold. */
export interface EntryColumns {
  at: string;
  kind: string;
  subject: string | null;
  agencyId: string | null;
  providerId: string | null;
  grantId: string | null;
}

/** The body that is kept and hashed. Members that are undefined are left out. */
export function entryBody(entry: LedgerEntry, { agencyId, providerId, grantId }: EntryIds): EntryBody {
  const grant = entry.grant ? undefined : grantId;
  const ids = agencyId || providerId || grant ? { agency: agencyId, provider: providerId, grant } : undefined;
  return withoutUndefined({ v: 1, ...entry, ids }) as EntryBody;
}

/** The leaf's data: canonical JSON (RFC 8785), which holds no line break. */
export function bodyText(body: EntryBody): string {
  return canonicalJson(body);
}

export function leafOf(text: string): Uint8Array {
  return merkle.leafHash(Buffer.from(text));
}

/** The columns as the body has them; the one source of both append and verify. */
export function columnsOf(body: EntryBody): EntryColumns {
  return {
    at: body.at,
    kind: body.kind,
    subject: body.subject ?? null,
    agencyId: body.ids?.agency ?? null,
    providerId: body.ids?.provider ?? null,
    grantId: body.grant?.id ?? body.ids?.grant ?? null,
  };
}

/**
 * The name that a subject has in ledger and logs: HMAC-SHA-256 of the citizen ID number or credit code under a key of
 * this node. Without the key it cannot be led back; with it, a person's own entries are found (个人信息保护法 art. 51).
 */
export function pseudonymOf(keys: Pick<Keys, 'pseudonym'>, number: string): string {
  return `p1.${createHmac('sha256', keys.pseudonym).update(number.trim().toUpperCase()).digest('base64url')}`;
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, withoutUndefined(member)]])),
  );
}
