import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import pg from 'pg';
import { inject } from 'vitest';
import type { Actor } from '../../contracts/actor.ts';
import { readCalendar } from '../platform/calendar.ts';
import { readConfig } from '../platform/config.ts';
import { openDatabase } from '../platform/database.ts';
import { createHttp, type HttpServer } from '../platform/http.ts';
import { loadKeys } from '../platform/keys.ts';
import { createLog } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import type { Domain, Platform } from '../platform/platform.ts';
import { type ActorName, actors } from './fixture.ts';
import { adminConnection, templateName } from './test-server.ts';

export { type ActorName, actors, agencies, citizens } from './fixture.ts';

export interface TestWorld {
  platform: Platform;
  http: HttpServer;
  /** Sends a request as one of the fixture's people; objects go as JSON. */
  as(
    who: ActorName | Actor,
    request: {
      method?: string;
      url: string;
      body?: unknown;
      headers?: Record<string, string>;
      language?: 'zh-CN' | 'en';
    },
  ): Promise<LightMyRequestResponse>;
  /** Sets the platform's clock. */
  setNow(instant: string | null): void;
  close(): Promise<void>;
}

/**
 * A world of its own for one test file: a clone of the run's template database, keys in a temporary folder, and the
 * given domains' routes on a server that is told who asks (how that is found out is identity's own test).
 */
export async function testWorld(domains: readonly Domain[], env: Record<string, string> = {}): Promise<TestWorld> {
  const server = inject('testServer');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client(adminConnection(server, 'postgres'));
  await admin.connect();
  await admin.query(`create database ${name} template ${templateName}`);
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-world-'));
  const database = openDatabase(adminConnection(server, name), 10);
  const log = createLog('silent');
  const metrics = createMetrics();
  const config = readConfig({ LEGWORK_DATA: dataDir, LEGWORK_DEMO: '0', PORT: '3999', ...env });
  let now: Date | null = null;
  const platform: Platform = {
    config,
    log,
    metrics,
    keys: await loadKeys(config),
    database,
    db: database.db,
    calendar: () => readCalendar(database.pool),
    now: () => now ?? new Date(),
  };
  const http = await createHttp({
    config,
    log,
    metrics,
    authenticate: async (request) => {
      const header = request.headers['x-test-actor'];
      return typeof header === 'string'
        ? (JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as Actor)
        : { kind: 'anonymous' };
    },
    ready: async () => undefined,
  });
  for (const domain of domains) await domain.routes?.(http, platform);
  for (const domain of domains) await domain.start?.(platform);
  return {
    platform,
    http,
    as(who, { method = 'GET', url, body, headers = {}, language = 'zh-CN' }) {
      const actor = typeof who === 'string' ? actors[who] : who;
      return http.server.inject({
        method: method as InjectOptions['method'],
        url,
        headers: {
          'x-test-actor': Buffer.from(JSON.stringify(actor)).toString('base64'),
          'accept-language': language,
          ...headers,
        },
        ...(body !== undefined && { payload: body as InjectOptions['payload'] }),
      } as InjectOptions) as Promise<LightMyRequestResponse>;
    },
    setNow(instant) {
      now = instant === null ? null : new Date(instant);
    },
    async close() {
      await http.server.close();
      for (const domain of [...domains].reverse()) await domain.stop?.(platform);
      await database.close();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
