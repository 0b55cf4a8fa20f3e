import { Type } from 'typebox';
import { staff } from './catalogue.ts';
import { searchFields } from './catalogue-search.ts';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false };

export const exportFormats = ['xlsx', 'csv', 'json'] as const;

export const exportCatalogue = endpoint({
  operationId: 'exportCatalogue',
  method: 'GET',
  path: '/api/v1/catalogue/export',
  tag: 'Catalogue',
  summary:
    'The entries that a search finds as the guide’s spreadsheet (XLSX, CSV) or as JSON that can be imported again',
  access: staff,
  status: 200,
  query: Type.Object({ ...searchFields, as: Type.Optional(Type.Enum(exportFormats)) }),
  sends: 'application/octet-stream',
});

export const getCatalogueTemplate = endpoint({
  operationId: 'getCatalogueTemplate',
  method: 'GET',
  path: '/api/v1/catalogue/template.xlsx',
  tag: 'Catalogue',
  summary: 'The guide’s spreadsheet, empty',
  access: 'anyone',
  status: 200,
  sends: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
});

export const importCatalogue = endpoint({
  operationId: 'importCatalogue',
  method: 'POST',
  path: '/api/v1/catalogue/imports',
  tag: 'Catalogue',
  summary:
    'Take a spreadsheet (XLSX, CSV) or JSON into your agency’s drafts: all of it, or nothing with every fault by its cell; up to 10 MiB',
  access: ['steward'],
  status: 200,
  receives: [
    'text/csv',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/octet-stream',
  ],
  reply: Type.Object({ created: Type.Integer(), edited: Type.Integer(), changesBegun: Type.Integer() }, strict),
});
