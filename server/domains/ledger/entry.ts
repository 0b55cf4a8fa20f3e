import { createHmac, hash } from 'node:crypto';
import { canonicalFrame, canonicalJson } from '../../../contracts/canonical-json.ts';
import type { EntryBody, LedgerEntry } from '../../../contracts/ledger.ts';
import type { Keys } from '../../platform/keys.ts';

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

/** The hash of an entry's leaf (RFC 9162, 2.1.1). */
export function leafOf(text: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(text));
  bytes[0] = 0;
  bytes.write(text, 1);
  return hash('sha256', bytes, 'buffer');
}

/** An entry as it is kept and hashed, and the columns beside it. */
export interface WrittenEntry {
  text: string;
  columns: EntryColumns;
}

export function writeEntry(entry: LedgerEntry, ids: EntryIds): WrittenEntry {
  const body = entryBody(entry, ids);
  return { text: bodyText(body), columns: columnsOf(body) };
}

/** What differs between entries that are alike otherwise. All but `case` are ASCII without a quotation mark. */
export interface OpenMembers {
  at: string;
  subject: string | undefined;
  case: string | undefined;
  replyDigest: string;
}

/** Writes entries that share everything else with this one, as writeEntry would. */
export function entryWriter(entry: LedgerEntry, ids: EntryIds): (open: OpenMembers) => WrittenEntry {
  const { at: _at, subject: _subject, case: _case, replyDigest: _digest, ...shared } = entryBody(entry, ids);
  const write = canonicalFrame(shared, ['at', 'subject', 'case', 'replyDigest']);
  const columns = columnsOf(entryBody(entry, ids));
  return ({ at, subject, case: number, replyDigest }) => ({
    text: write([
      `"${at}"`,
      subject === undefined ? undefined : `"${subject}"`,
      number === undefined ? undefined : canonicalJson(number),
      `"${replyDigest}"`,
    ]),
    columns: { ...columns, at, subject: subject ?? null },
  });
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
