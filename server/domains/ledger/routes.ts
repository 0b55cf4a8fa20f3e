import {
  cancelVerification,
  getCheckpoint,
  getLedgerKey,
  getLedgerKeys,
  getLedgerState,
  getTiles,
  listLedgerEntries,
  listVerifications,
  proveLedgerEntry,
  startVerification,
  tileSegments,
} from '../../../contracts/ledger.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { browseEntries, ledgerState, provenEntry } from './browse-entries.ts';
import { ledgerVkey, ledgerVkeys } from './log-key.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';
import { beginVerification, showVerifications, stopVerification } from './run-verification.ts';
import { newestCheckpoint, readTile } from './store.ts';
import { cosignaturesOf } from './store-witnesses.ts';
import { parseTilePath } from './tile-path.ts';
import { joinHashes, tileWidth } from './tree.ts';

export function ledgerRoutes(http: HttpServer, platform: Platform): void {
  const { pool } = platform.database;

  http.on(getCheckpoint, async ({ reply }) => {
    reply.header('cache-control', 'public, max-age=1');
    const { size, note } = (await newestCheckpoint(pool)) ?? (await publishCheckpoint(platform));
    return note + (await cosignaturesOf(pool, size));
  });

  for (const getTile of getTiles) {
    http.on(getTile, async ({ params, reply }) => {
      const { level = '', ...rest } = params as Record<string, string>;
      const path = parseTilePath(level, tileSegments.flatMap((name) => rest[name] ?? []).join('/'));
      if (!path) throw new DomainError('not-found');
      const hashes = await readTile(pool, path.level, path.index);
      const width = path.width ?? tileWidth;
      if (hashes.length < width) throw new DomainError('not-found');
      // The hashes of a width never change: a log only grows.
      reply.header('cache-control', 'public, max-age=31536000, immutable');
      return joinHashes(hashes.slice(0, width));
    });
  }

  http.on(getLedgerKey, async ({ reply }) => {
    reply.header('cache-control', 'public, max-age=300');
    return `${ledgerVkey(platform)}\n`;
  });

  http.on(getLedgerKeys, async ({ reply }) => {
    reply.header('cache-control', 'public, max-age=300');
    return `${ledgerVkeys(platform).join('\n')}\n`;
  });

  http.on(getLedgerState, () => ledgerState(platform));

  http.on(listLedgerEntries, ({ query }) => browseEntries(platform, { ...query, limit: query.limit ?? 50 }));

  http.on(proveLedgerEntry, ({ params }) => provenEntry(platform, params.index));

  http.on(listVerifications, () => showVerifications(platform));

  http.on(startVerification, ({ actor }) => {
    if (actor.kind !== 'staff') throw new DomainError('role-missing');
    return beginVerification(platform, actor);
  });

  http.on(cancelVerification, ({ params }) => stopVerification(platform, params.id));
}
