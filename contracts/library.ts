import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import type { Language } from './errors.ts';
import { cursorQuery, pageOf } from './page.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof encodings)[number];
export const fileFormats = ['csv', 'xlsx', 'json', 'ndjson'] as const;
export type FileFormat = (typeof fileFormats)[number];

export const fileModes = ['replace', 'append', 'upsert', 'delete'] as const;
export type FileMode = (typeof fileModes)[number];
export const batchModes = [...fileModes, 'rollback'] as const;
export type BatchMode = (typeof batchModes)[number];

/** Why a cell or a row is not accepted; `{name}` is filled from the fault. */
export const rejectReasons = {
  required: { zh: '必填项为空', en: 'is empty but required' },
  tooLong: { zh: '超过 {limit} 个字符', en: 'has more than {limit} characters' },
  notANumber: { zh: '不是数值', en: 'is not a number' },
  notAnInteger: { zh: '不是整数', en: 'is not a whole number' },
  tooManyDigits: { zh: '整数部分超过 {limit} 位', en: 'has more than {limit} digits before the point' },
  tooManyDecimals: { zh: '小数超过 {limit} 位', en: 'has more than {limit} digits after the point' },
  outOfRange: { zh: '数值超出范围', en: 'is out of range' },
  notADate: { zh: '不是日期（如 2026-01-31）', en: 'is not a date such as 2026-01-31' },
  noSuchDay: { zh: '日历上没有这一天', en: 'is a day that does not exist' },
  notATime: { zh: '不是日期时间（如 2026-01-31 09:30:00）', en: 'is not a time such as 2026-01-31 09:30:00' },
  notLogical: { zh: '不是“是”或“否”', en: 'is neither yes nor no' },
  notAGeometry: {
    zh: '不是 GeoJSON 图形（RFC 7946：点、线、面，经度在前）',
    en: 'is not a GeoJSON geometry (RFC 7946: points, lines or polygons, longitude first)',
  },
  codeUnknown: { zh: '代码不在代码表 {list} 中', en: 'is not in the code list {list}' },
  citizenId: { zh: '公民身份号码不正确（GB 11643）', en: 'is not a valid citizen ID number (GB 11643)' },
  creditCode: { zh: '统一社会信用代码不正确（GB 32100）', en: 'is not a valid credit code (GB 32100)' },
  duplicateKey: { zh: '主键在文件中重复', en: 'has a key that stands in the file before' },
  keyInLibrary: { zh: '主键在资源库中已有', en: 'has a key that the library holds already' },
  notUnique: { zh: '与其他行重复', en: 'is the value of another row too' },
  notInResource: { zh: '在“{name}”中没有登记', en: 'is not registered in “{name}”' },
  belowRange: { zh: '小于 {limit}', en: 'is below {limit}' },
  aboveRange: { zh: '大于 {limit}', en: 'is above {limit}' },
  notInForm: { zh: '格式不符', en: 'is not of the form that is asked for' },
  keyNotInLibrary: { zh: '资源库中没有这个主键', en: 'has a key that the library does not hold' },
  cellCount: { zh: '有 {found} 列，表头有 {wanted} 列', en: 'has {found} cells where the header has {wanted}' },
  unknownMember: { zh: '没有信息项“{name}”', en: 'holds “{name}”, which is no item' },
  notAValue: { zh: '不是单个值', en: 'is not a single value' },
  notAnObject: { zh: '不是一个对象', en: 'is not an object' },
  errorValue: { zh: '是电子表格的错误值', en: 'is an error value of the spreadsheet' },
} as const;
export type RejectReason = keyof typeof rejectReasons;

/** One fault of a row. `item` is an item's code, or '' when the row as a whole is at fault. */
export interface RowFault {
  item: string;
  reason: RejectReason;
  details?: Record<string, string | number>;
}

/** A fault in the reader's words. */
export function rejectMessage({ reason, details = {} }: Omit<RowFault, 'item'>, language: Language): string {
  return rejectReasons[reason][language === 'en' ? 'en' : 'zh'].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(details[name] ?? ''),
  );
}

export const Batch = Type.Object(
  {
    id: Type.String(),
    resourceId: Type.String(),
    mode: Type.Enum(batchModes),
    fileName: Type.String(),
    format: orNull(Type.Enum(fileFormats)),
    encoding: orNull(Type.Enum(encodings)),
    state: Type.Enum(['running', 'serving', 'refused', 'failed'], {
      description:
        'refused: the file was not good enough; failed: it did not arrive whole. Both leave the data as it was.',
    }),
    receivedRows: Type.Integer(),
    acceptedRows: Type.Integer(),
    rejectedRows: Type.Integer(),
    addedRows: orNull(Type.Integer({ description: 'Null for a replacement, as the next two' })),
    changedRows: orNull(Type.Integer()),
    removedRows: orNull(Type.Integer()),
    toVersion: orNull(Type.Integer({ description: 'Of a roll-back: the version whose rows serve again' })),
    reason: orNull(Type.String({ description: 'Of a roll-back' })),
    fault: orNull(
      Type.Object(
        { code: Type.String(), detail: Type.String({ description: 'In the language of the request' }) },
        strict,
      ),
    ),
    sha256: orNull(Type.String({ description: 'Of the file as it was received' })),
    version: orNull(Type.Integer({ description: "The library's version of the resource that this batch made" })),
    startedAt: Type.String({ format: 'date-time' }),
    finishedAt: orNull(Type.String({ format: 'date-time' })),
  },
  strict,
);

export const Reject = Type.Object(
  {
    rowNumber: Type.Integer({
      description: 'The line of the file on which the row begins; in JSON its place in the array',
    }),
    faults: Type.Array(
      Type.Object(
        { item: Type.String(), itemName: Type.String(), reason: Type.String(), message: Type.String() },
        strict,
      ),
    ),
    raw: Type.Array(Type.String(), { description: 'The cells as they came, in the order of `columns`' }),
  },
  strict,
);

const batchId = Type.Object({ id: Type.String({ format: 'uuid' }) }, strict);
const resourceId = Type.Object({ resourceId: Type.String({ format: 'uuid' }) }, strict);
const readers = ['steward', 'operator', 'supervisor'] as const;

export const postBatch = endpoint({
  operationId: 'postBatch',
  method: 'POST',
  path: '/api/v1/library/:resourceId/batches',
  tag: 'Library',
  summary: 'Ingest a file: CSV, XLSX, JSON or NDJSON, or a ZIP of one, in UTF-8, GB18030 or UTF-16, streamed',
  access: ['steward'],
  status: 201,
  params: resourceId,
  query: Type.Object({
    mode: Type.Optional(
      Type.Enum(fileModes, {
        default: 'replace',
        description:
          'replace: take the place of what serves; append: add rows; upsert: add rows, and change those whose key the library holds; delete: take out rows by their key (the key items are enough)',
      }),
    ),
    fileName: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    encoding: Type.Optional(Type.Enum(encodings, { description: 'Found out from the file when absent' })),
  }),
  receives: [
    'text/csv',
    'application/x-ndjson',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/octet-stream',
  ],
  reply: Batch,
});

export const listBatches = endpoint({
  operationId: 'listBatches',
  method: 'GET',
  path: '/api/v1/library/:resourceId/batches',
  tag: 'Library',
  summary: 'Batches of a resource, newest first',
  access: readers,
  status: 200,
  params: resourceId,
  query: Type.Object(cursorQuery),
  reply: pageOf(Batch),
});

export const getBatch = endpoint({
  operationId: 'getBatch',
  method: 'GET',
  path: '/api/v1/library/batches/:id',
  tag: 'Library',
  summary: 'One batch',
  access: readers,
  status: 200,
  params: batchId,
  reply: Batch,
});

export const listRejects = endpoint({
  operationId: 'listRejects',
  method: 'GET',
  path: '/api/v1/library/batches/:id/rejects',
  tag: 'Library',
  summary: 'Rows that were not accepted, with item and reason; for the provider alone',
  access: ['steward'],
  status: 200,
  params: batchId,
  query: Type.Object(cursorQuery),
  reply: Type.Object(
    { columns: Type.Array(Type.String()), items: Type.Array(Reject), nextCursor: orNull(Type.String()) },
    strict,
  ),
});

export const downloadRejects = endpoint({
  operationId: 'downloadRejects',
  method: 'GET',
  path: '/api/v1/library/batches/:id/rejects-file',
  tag: 'Library',
  summary:
    'The same as a file to mend and send again, of the kind that was sent (CSV in its encoding, XLSX, JSON, NDJSON): the columns as sent (JSON: by item code), then 行号, 信息项, 原因',
  access: ['steward'],
  status: 200,
  params: batchId,
  sends: 'application/octet-stream',
});

export const getServing = endpoint({
  operationId: 'getServing',
  method: 'GET',
  path: '/api/v1/library/:resourceId',
  tag: 'Library',
  summary: 'What serves now: how many rows, since when',
  access: ['steward', 'developer', 'operator', 'supervisor'],
  status: 200,
  params: resourceId,
  reply: Type.Object(
    {
      serving: orNull(
        Type.Object(
          {
            version: Type.Integer(),
            snapshot: Type.Integer(),
            rowCount: Type.Integer(),
            asOf: Type.String({ format: 'date-time' }),
          },
          strict,
        ),
      ),
    },
    strict,
  ),
});

const Version = Type.Object(
  {
    version: Type.Integer(),
    snapshot: Type.Integer({ description: 'The table that its rows stand in' }),
    batchId: Type.String(),
    mode: Type.Enum(batchModes),
    fileName: Type.String(),
    sha256: orNull(Type.String({ description: 'Of the file that made it' })),
    rowCount: Type.Integer(),
    asOf: Type.String({ format: 'date-time' }),
    kept: Type.Boolean({ description: 'Whether it can still be compared and gone back to' }),
    serves: Type.Boolean(),
  },
  strict,
);

export const listVersions = endpoint({
  operationId: 'listLibraryVersions',
  method: 'GET',
  path: '/api/v1/library/:resourceId/versions',
  tag: 'Library',
  summary: 'Versions of a resource, newest first, each with the batch and file that made it',
  access: readers,
  status: 200,
  params: resourceId,
  query: Type.Object(cursorQuery),
  reply: pageOf(Version),
});

const Change = Type.Object(
  {
    change: Type.Enum(['added', 'changed', 'removed']),
    before: orNull(Type.Array(orNull(Type.String()), { description: 'In the order of `items`' })),
    after: orNull(Type.Array(orNull(Type.String()))),
  },
  strict,
);

export const compareVersions = endpoint({
  operationId: 'compareLibraryVersions',
  method: 'GET',
  path: '/api/v1/library/:resourceId/versions/:from/changes/:to',
  tag: 'Library',
  summary: 'What was added, changed and removed between two versions; personal values masked',
  access: ['steward'],
  status: 200,
  params: Type.Object(
    {
      resourceId: Type.String({ format: 'uuid' }),
      from: Type.Integer({ minimum: 1 }),
      to: Type.Integer({ minimum: 1 }),
    },
    strict,
  ),
  reply: Type.Object(
    {
      items: Type.Array(Type.Object({ code: Type.String(), name: Type.String() }, strict)),
      added: Type.Integer(),
      changed: Type.Integer(),
      removed: Type.Integer(),
      rows: Type.Array(Change, { description: 'The first few of each kind' }),
    },
    strict,
  ),
});

export const rollBackLibrary = endpoint({
  operationId: 'rollBackLibrary',
  method: 'POST',
  path: '/api/v1/library/:resourceId/rollbacks',
  tag: 'Library',
  summary: 'Let the rows of an earlier version serve again, as a new version',
  access: ['steward'],
  status: 201,
  params: resourceId,
  body: Type.Object(
    {
      to: Type.Integer({ minimum: 1 }),
      from: Type.Integer({ minimum: 1, description: 'The version that serves, as you saw it' }),
      reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
    },
    strict,
  ),
  reply: Batch,
});

export const ItemRule = Type.Object(
  {
    item: Type.String({ maxLength: 100 }),
    min: Type.Optional(Type.String({ maxLength: 40, description: 'A number or a date, as the item is' })),
    max: Type.Optional(Type.String({ maxLength: 40 })),
    pattern: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: 'Regular expression in RE2’s syntax that the whole text must match',
      }),
    ),
    unique: Type.Optional(Type.Boolean({ description: 'No other row has the value, in the file or in the library' })),
    references: Type.Optional(
      Type.String({ maxLength: 40, description: 'Code of a resource whose key must hold the value' }),
    ),
  },
  strict,
);
export type ItemRule = Static<typeof ItemRule>;

const Settings = Type.Object(
  {
    keepSnapshots: Type.Integer({ minimum: 1, maximum: 20, description: 'Tables, the one that serves among them' }),
    keepHistoryDays: Type.Integer({
      minimum: 1,
      maximum: 3650,
      description: 'How long changes in place can be undone',
    }),
    rules: Type.Array(ItemRule, {
      maxItems: 200,
      description: 'What is asked of values beyond what the catalogue says of their items',
    }),
  },
  strict,
);

export const getLibrarySettings = endpoint({
  operationId: 'getLibrarySettings',
  method: 'GET',
  path: '/api/v1/library/:resourceId/settings',
  tag: 'Library',
  summary: 'How many snapshots and days of changes are kept',
  access: readers,
  status: 200,
  params: resourceId,
  reply: Settings,
});

export const putLibrarySettings = endpoint({
  operationId: 'putLibrarySettings',
  method: 'PUT',
  path: '/api/v1/library/:resourceId/settings',
  tag: 'Library',
  summary: 'Set how many snapshots and days of changes are kept',
  access: ['steward'],
  status: 200,
  params: resourceId,
  body: Settings,
  reply: Settings,
});

export type LibraryVersion = Static<typeof Version>;
export type Batch = Static<typeof Batch>;
export type Reject = Static<typeof Reject>;
