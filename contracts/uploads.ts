import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { encodings, fileFormats, fileModes } from './library.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** Bytes of one piece, at most; a browser sends half of it at a time. */
export const pieceLimit = 8 * 2 ** 20;
/** Bytes of a file's beginning that are enough to show its first rows. */
export const previewBytes = 256 * 1024;
export const previewRows = 50;

export const Upload = Type.Object(
  {
    id: Type.String(),
    resourceId: Type.String(),
    fileName: Type.String(),
    mode: Type.Enum(fileModes),
    encoding: orNull(Type.Enum(encodings)),
    size: Type.Integer(),
    received: Type.Integer({ description: 'Bytes that are here; the next piece begins there' }),
    state: Type.Enum(['receiving', 'ingesting', 'ended']),
    batchId: orNull(Type.String()),
    fault: orNull(Type.Object({ code: Type.String(), detail: Type.String() }, strict)),
    createdAt: Type.String({ format: 'date-time' }),
  },
  strict,
);

const resourceId = Type.Object({ resourceId: Type.String({ format: 'uuid' }) }, strict);
const uploadId = Type.Object({ id: Type.String({ format: 'uuid' }) }, strict);
const tag = 'Library';
const access = ['steward'] as const;

export const beginUpload = endpoint({
  operationId: 'beginLibraryUpload',
  method: 'POST',
  path: '/api/v1/library/:resourceId/uploads',
  tag,
  summary: 'Begin to send a file piece by piece; it can be gone on with after a break, for three days',
  access,
  status: 201,
  params: resourceId,
  body: Type.Object(
    {
      fileName: Type.String({ minLength: 1, maxLength: 255 }),
      size: Type.Integer({ minimum: 1 }),
      mode: Type.Enum(fileModes),
      encoding: Type.Optional(orNull(Type.Enum(encodings))),
    },
    strict,
  ),
  reply: Upload,
});

export const listUploads = endpoint({
  operationId: 'listLibraryUploads',
  method: 'GET',
  path: '/api/v1/library/:resourceId/uploads',
  tag,
  summary: 'Files that are not here whole yet, or are being read',
  access,
  status: 200,
  params: resourceId,
  reply: Type.Object({ items: Type.Array(Upload) }, strict),
});

export const getUpload = endpoint({
  operationId: 'getLibraryUpload',
  method: 'GET',
  path: '/api/v1/library/uploads/:id',
  tag,
  summary: 'How far an upload is',
  access,
  status: 200,
  params: uploadId,
  reply: Upload,
});

export const putPiece = endpoint({
  operationId: 'putLibraryUploadPiece',
  method: 'PUT',
  path: '/api/v1/library/uploads/:id/pieces/:offset',
  tag,
  summary: 'The next piece, at most 8 MiB; one that is here already changes nothing',
  access,
  status: 200,
  params: Type.Object({ id: Type.String({ format: 'uuid' }), offset: Type.Integer({ minimum: 0 }) }, strict),
  receives: ['application/octet-stream'],
  reply: Upload,
});

export const completeUpload = endpoint({
  operationId: 'completeLibraryUpload',
  method: 'POST',
  path: '/api/v1/library/uploads/:id/completion',
  tag,
  summary: 'All pieces are here: ingest the file; a second time is the same',
  access,
  status: 202,
  params: uploadId,
  reply: Upload,
});

export const cancelUpload = endpoint({
  operationId: 'cancelLibraryUpload',
  method: 'DELETE',
  path: '/api/v1/library/uploads/:id',
  tag,
  summary: 'Give an upload up; its bytes are deleted',
  access,
  status: 204,
  params: uploadId,
});

const Preview = Type.Object(
  {
    format: Type.Enum(fileFormats),
    encoding: orNull(Type.Enum(encodings)),
    separator: orNull(Type.String({ description: 'Of a CSV' })),
    columns: Type.Array(
      Type.Object(
        { name: Type.String(), item: orNull(Type.String({ description: 'Code of the item it holds' })) },
        strict,
      ),
    ),
    missing: Type.Array(Type.String(), { description: 'Codes of items that no column holds' }),
    rows: Type.Array(
      Type.Object(
        {
          line: Type.Integer(),
          cells: Type.Array(Type.String()),
          faults: Type.Array(Type.Object({ item: Type.String(), message: Type.String() }, strict)),
        },
        strict,
      ),
      { description: 'The first 50; personal values masked' },
    ),
    changes: Type.Array(
      Type.Object({ line: Type.Integer(), item: Type.String(), from: Type.String(), to: Type.String() }, strict),
      { description: 'Cells that are written another way in the library, such as 2026/1/5 as 2026-01-05' },
    ),
  },
  strict,
);

export const previewFile = endpoint({
  operationId: 'previewLibraryFile',
  method: 'POST',
  path: '/api/v1/library/:resourceId/previews',
  tag,
  summary: 'What a file looks like to the library: send its first 256 KiB, or a workbook or ZIP whole; nothing is kept',
  access,
  status: 200,
  params: resourceId,
  query: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 255 }),
    encoding: Type.Optional(Type.Enum(encodings)),
    mode: Type.Optional(Type.Enum(fileModes)),
    whole: Type.Optional(Type.Boolean({ description: 'Whether this is the whole file' })),
  }),
  receives: ['application/octet-stream'],
  reply: Preview,
});

export const putColumns = endpoint({
  operationId: 'putLibraryColumns',
  method: 'PUT',
  path: '/api/v1/library/:resourceId/columns',
  tag,
  summary: 'Which column of a file holds which item, where its heading does not tell; remembered for the resource',
  access,
  status: 200,
  params: resourceId,
  body: Type.Object(
    {
      columns: Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Type.String({ maxLength: 100 }), {
        maxProperties: 500,
      }),
    },
    strict,
  ),
  reply: Type.Object({ columns: Type.Record(Type.String(), Type.String()) }, strict),
});

export type Upload = Static<typeof Upload>;
export type Preview = Static<typeof Preview>;
