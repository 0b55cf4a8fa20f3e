import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';

export const entryKinds = [
  'call',
  'refusal',
  'grant',
  'request',
  'catalogue',
  'ingest',
  'licence',
  'case',
  'signIn',
  'clientKey',
  'account',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/**
 * What the ledger keeps of one act: who, about whom, which items, by what right. No value of a record and no citizen ID
 * number stands in it; agencies stand with their unified social credit codes (GB 32100).
 */
export type LedgerEntry = {
  kind: EntryKind;
  /** When the use case decided, as Date.toISOString writes it. */
  at: string;
  /** `agency` and the one of its clients or accounts that acted; a resident has an account only. */
  actor: { agency?: string; client?: string; account?: string };
  /** Keyed pseudonym of the subject. */
  subject?: string;
  /** Resource code. */
  resource?: string;
  /** Credit code of the agency whose data it is. */
  provider?: string;
  /** The grant as it stood: its id, its number as printed, and its version. */
  grant?: { id: string; number: string; version: number };
  purpose?: string;
  /** Number of the case that the act belongs to. */
  case?: string;
  items?: string[];
  /** Version of the library's snapshot that was read. */
  snapshot?: number;
  /** The day or instant that the data stood for. */
  asOf?: string;
  /** Salted digest of the reply; the salt is in the receipt alone. */
  replyDigest?: string;
  /** Which rule refused: an error code. */
  rule?: string;
  detail?: Record<string, unknown>;
};

/** The body of an entry, as receipts and proofs carry it: its canonical JSON (RFC 8785) is the leaf. */
export type EntryBody = LedgerEntry & {
  v: 1;
  /** Ids by which this node looks the entry up. */
  ids?: { agency?: string; provider?: string; grant?: string };
};

export const getCheckpoint = endpoint({
  operationId: 'getLedgerCheckpoint',
  method: 'GET',
  path: '/ledger/checkpoint',
  tag: 'Ledger',
  summary: 'The newest published checkpoint, a signed note (C2SP tlog-checkpoint)',
  access: 'anyone',
  status: 200,
  sends: 'text/plain; charset=utf-8',
});

/** Names of the segments that follow the level in a tile's path, as many as there can be. */
export const tileSegments = ['a', 'b', 'c', 'd'] as const;

/**
 * Tiles of the tree: tile/LEVEL/INDEX, and tile/LEVEL/INDEX.p/WIDTH while one fills. The index takes a path segment for
 * every three digits, so there is an endpoint for each number of segments; four reach to 10^11 entries.
 */
export const getTiles = tileSegments.map((last, place) => {
  const segments = tileSegments.slice(0, place + 1);
  return endpoint({
    operationId: `getLedgerTile${segments.length}`,
    method: 'GET',
    path: `/ledger/tile/:level/${segments.map((name) => `:${name}`).join('/')}`,
    tag: 'Ledger',
    summary: `Hashes of the tree, index in ${segments.length} segments up to ${last} (C2SP tlog-tiles)`,
    access: 'anyone',
    status: 200,
    params: Type.Object(
      Object.fromEntries(['level', ...segments].map((name) => [name, Type.String({ maxLength: 20 })])),
      { additionalProperties: false },
    ),
    sends: 'application/octet-stream',
  });
});

export const getLedgerKey = endpoint({
  operationId: 'getLedgerKey',
  method: 'GET',
  path: '/ledger/key',
  tag: 'Ledger',
  summary: 'The public key that checkpoints and receipts are verified with (C2SP signed-note)',
  access: 'anyone',
  status: 200,
  sends: 'text/plain; charset=utf-8',
});
