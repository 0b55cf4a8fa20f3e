import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

export const entryKinds = [
  'call',
  'refusal',
  'grant',
  'request',
  'list',
  'catalogue',
  'document',
  'ingest',
  'licence',
  'licenceCheck',
  'case',
  'signIn',
  'clientKey',
  'account',
  'delegation',
  'unmask',
  'key',
  'correction',
  'dataView',
  'consent',
  'archive',
  'setting',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** How data was asked for, where it was not by a call about one subject. */
export const callForms = ['batch', 'verification', 'query', 'count', 'subscription'] as const;
export type CallForm = (typeof callForms)[number];

/**
 * What the ledger keeps of one act: who, about whom, which items, by what right. No value of a record and no citizen ID
 * number stands in it; agencies stand with their unified social credit codes (GB 32100).
 */
export type LedgerEntry = {
  kind: EntryKind;
  /** Of a call or a refusal. */
  form?: CallForm;
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

export const getLedgerKeys = endpoint({
  operationId: 'getLedgerKeys',
  method: 'GET',
  path: '/ledger/keys',
  tag: 'Ledger',
  summary: 'All public keys that this log was ever signed with, one a line, the present one first (C2SP signed-note)',
  access: 'anyone',
  status: 200,
  sends: 'text/plain; charset=utf-8',
});

const strict = { additionalProperties: false } as const;
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const Time = Type.String({ format: 'date-time' });
const Named = Type.Object({ creditCode: Type.String(), name: Type.String(), nameEn: orNull(Type.String()) }, strict);

export const getLedgerState = endpoint({
  operationId: 'getLedgerState',
  method: 'GET',
  path: '/api/v1/ledger/state',
  tag: 'Ledger',
  summary: 'How large the ledger is, its root, its last published checkpoint, and the key that signs it',
  access: ['operator', 'supervisor'],
  status: 200,
  reply: Type.Object(
    {
      size: Type.Integer(),
      root: Type.String({ description: 'Base64, of the tree of that size (RFC 9162)' }),
      checkpoint: Type.String({ description: 'The newest published checkpoint, a signed note' }),
      checkpointAt: Time,
      key: Type.Object(
        {
          name: Type.String(),
          vkey: Type.String(),
          fingerprint: Type.String({ description: 'SHA-256 of the public key, hexadecimal' }),
        },
        strict,
      ),
    },
    strict,
  ),
});

/** An entry as the browser of the ledger lists it. */
export const ListedEntry = Type.Object(
  {
    index: Type.Integer(),
    at: Time,
    kind: Type.Enum([...entryKinds]),
    agency: orNull(Named),
    resource: orNull(Type.String()),
    purpose: orNull(Type.String()),
    rule: orNull(Type.String({ description: 'Which rule refused: an error code' })),
    act: orNull(Type.String({ description: 'What was done, where the kind does not say it' })),
  },
  strict,
);
export type ListedEntry = Static<typeof ListedEntry>;

export const listLedgerEntries = endpoint({
  operationId: 'listLedgerEntries',
  method: 'GET',
  path: '/api/v1/ledger/entries',
  tag: 'Ledger',
  summary: 'Entries, the newest first. A page may hold few or none though there are more: follow nextCursor',
  access: ['operator', 'supervisor'],
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    kind: Type.Optional(Type.Enum([...entryKinds])),
    agency: Type.Optional(Type.String({ minLength: 18, maxLength: 18, description: 'Credit code of who acted' })),
    until: Type.Optional(Type.String({ format: 'date', description: 'Entries of this day and before' })),
  }),
  reply: pageOf(ListedEntry),
});

export const proveLedgerEntry = endpoint({
  operationId: 'proveLedgerEntry',
  method: 'GET',
  path: '/api/v1/ledger/entries/:index',
  tag: 'Ledger',
  summary: 'An entry as it was hashed, and the proof that the log holds it (C2SP tlog-proof)',
  access: ['operator', 'supervisor'],
  status: 200,
  params: Type.Object({ index: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
  reply: Type.Object(
    {
      index: Type.Integer(),
      entry: Type.String({ description: 'Canonical JSON (RFC 8785); its hash is the leaf' }),
      proof: Type.String(),
    },
    strict,
  ),
});

export const LedgerVerification = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(['running', 'done', 'cancelled', 'failed']),
    askedBy: Type.String({ description: 'Name of the account' }),
    startedAt: Time,
    finishedAt: orNull(Time),
    entriesTotal: Type.Integer(),
    entriesRead: Type.Integer(),
    checkpoints: orNull(Type.Integer({ description: 'Published checkpoints that were compared' })),
    root: orNull(Type.String()),
    findings: Type.Array(
      Type.Object(
        {
          kind: Type.String(),
          from: orNull(Type.Integer()),
          to: orNull(Type.Integer()),
          zh: Type.String(),
          en: Type.String(),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type LedgerVerification = Static<typeof LedgerVerification>;

export const listVerifications = endpoint({
  operationId: 'listLedgerVerifications',
  method: 'GET',
  path: '/api/v1/ledger/verifications',
  tag: 'Ledger',
  summary: 'The last twenty verifications of the whole ledger, the newest first',
  access: ['operator', 'supervisor'],
  status: 200,
  reply: Type.Object({ items: Type.Array(LedgerVerification) }, strict),
});

export const startVerification = endpoint({
  operationId: 'startLedgerVerification',
  method: 'POST',
  path: '/api/v1/ledger/verifications',
  tag: 'Ledger',
  summary: 'Verify the whole ledger. While one runs, the one that runs is answered',
  access: ['operator', 'supervisor'],
  status: 202,
  reply: LedgerVerification,
});

export const cancelVerification = endpoint({
  operationId: 'cancelLedgerVerification',
  method: 'POST',
  path: '/api/v1/ledger/verifications/:id/cancellation',
  tag: 'Ledger',
  summary: 'Stop a verification that runs',
  access: ['operator', 'supervisor'],
  status: 202,
  params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }) }),
  reply: LedgerVerification,
});
