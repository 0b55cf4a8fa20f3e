import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { exportCatalogue, getCatalogueTemplate, importCatalogue } from '../../../contracts/catalogue-files.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { workbookType } from '../../platform/workbook.ts';
import { exportEntries, templateSheet } from './export-entries.ts';
import { importEntries } from './import-entries.ts';
import { staffOf } from './staff-of.ts';

const importLimit = 10 * 2 ** 20;
const types = { xlsx: workbookType, csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' };

export function catalogueFileRoutes(http: HttpServer, platform: Platform): void {
  http.on(exportCatalogue, async ({ query, actor, reply }) => {
    const { as = 'xlsx', ...search } = query;
    reply.type(types[as]).header('content-disposition', `attachment; filename="catalogue.${as}"`);
    return exportEntries(platform, staffOf(actor), search, as);
  });

  http.on(getCatalogueTemplate, async ({ reply }) => {
    reply.header('content-disposition', 'attachment; filename="catalogue.xlsx"');
    return templateSheet();
  });

  http.on(importCatalogue, async ({ stream, actor, language }) =>
    importEntries(platform, staffOf(actor), await limited(stream), language),
  );
}

async function limited(stream: Readable): Promise<Buffer> {
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > importLimit) stream.destroy(new DomainError('body-too-large', { limit: importLimit }));
  });
  return buffer(stream);
}
