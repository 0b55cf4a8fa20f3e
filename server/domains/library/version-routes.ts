import * as contract from '../../../contracts/library.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { compareVersions } from './compare-versions.ts';
import { requireSoundRules } from './item-rules.ts';
import { rollBack } from './roll-back.ts';
import { resourceFor, shownBatch } from './show-batch.ts';
import { staffOf } from './staff-of.ts';
import { serving } from './store.ts';
import { putSettings, settingsOf, versionsOf } from './store-versions.ts';

/** Versions of a resource: listed, compared, gone back to, kept by policy. */
export function versionRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;
  const own = (reader: ReturnType<typeof staffOf>, resourceId: string) =>
    resourceFor(db, { ...reader, oversees: false }, resourceId);

  http.on(contract.listVersions, async ({ params, query, actor }) => {
    const resource = await resourceFor(db, staffOf(actor), params.resourceId);
    const limit = query.limit ?? 50;
    const before = readCursor(query.cursor, ['number']);
    const now = await serving(db, resource.id);
    const rows = await versionsOf(db, resource.id, before ? Number(before[0]) : null, limit);
    const page = pageOfRows(rows, limit, (row) => [row.version]);
    return {
      items: page.items.map(({ tableName: _, ...row }) => ({
        ...row,
        asOf: row.asOf.toISOString(),
        serves: row.version === now?.version,
      })),
      nextCursor: page.nextCursor,
    };
  });

  http.on(contract.compareVersions, async ({ params, actor }) => {
    const resource = await own(staffOf(actor), params.resourceId);
    const found = await compareVersions(platform, resource, params.from, params.to);
    return { items: resource.items.map(({ code, name }) => ({ code, name })), ...found };
  });

  http.on(contract.rollBackLibrary, async ({ params, body, actor, language }) => {
    const staff = staffOf(actor);
    const resource = await own(staff, params.resourceId);
    return shownBatch(await rollBack(platform, resource, { ...body, accountId: staff.accountId }), language);
  });

  http.on(contract.getLibrarySettings, async ({ params, actor }) => {
    const resource = await resourceFor(db, staffOf(actor), params.resourceId);
    const { keepSnapshots, keepHistoryDays, rules } = await settingsOf(db, resource.id);
    return { keepSnapshots, keepHistoryDays, rules };
  });

  http.on(contract.putLibrarySettings, async ({ params, body, actor }) => {
    const resource = await own(staffOf(actor), params.resourceId);
    await requireSoundRules(platform, resource, body.rules);
    await putSettings(db, resource.id, body);
    return body;
  });
}
