import { createAgency, editAgency, listAgencies, listRegions } from '../../../contracts/directory.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { changeAgency, registerAgency } from './register-agency.ts';
import { agenciesMatching, regionsBelow } from './store.ts';

export function directoryRoutes(http: HttpServer, { db }: Platform): void {
  http.on(listRegions, async ({ query }) => ({ items: await regionsBelow(db, query.parent ?? null) }));

  http.on(listAgencies, async ({ query }) => {
    const limit = query.limit ?? 50;
    const rows = await agenciesMatching(db, {
      q: query.q,
      region: query.region,
      kind: query.kind,
      active: query.active,
      after: readCursor(query.cursor, ['string']),
      limit,
    });
    return pageOfRows(rows, limit, (agency) => [agency.creditCode]);
  });

  http.on(createAgency, ({ body }) => registerAgency(db, body));

  http.on(editAgency, ({ params, body }) => changeAgency(db, params.id, body));
}
