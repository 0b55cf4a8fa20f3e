import type { FastifyRequest } from 'fastify';
import type { Actor } from '../contracts/actor.ts';
import { catalogueDomain } from './domains/catalogue/index.ts';
import { directoryDomain } from './domains/directory/index.ts';
import { documentsDomain } from './domains/documents/index.ts';
import { exchangeDomain } from './domains/exchange/index.ts';
import { authenticate, identityDomain } from './domains/identity/index.ts';
import { ledgerDomain } from './domains/ledger/index.ts';
import { libraryDomain } from './domains/library/index.ts';
import { licencesDomain } from './domains/licences/index.ts';
import { servicesDomain } from './domains/services/index.ts';
import { sharingDomain } from './domains/sharing/index.ts';
import { supervisionDomain } from './domains/supervision/index.ts';
import { packsDomain } from './packs/routes.ts';
import { createHttp, type HttpServer } from './platform/http.ts';
import type { Domain, Platform } from './platform/platform.ts';

/** The rooms, from the ground up: each imports only those before it. */
export const domains: readonly Domain[] = [
  directoryDomain,
  identityDomain,
  ledgerDomain,
  catalogueDomain,
  libraryDomain,
  documentsDomain,
  sharingDomain,
  exchangeDomain,
  licencesDomain,
  servicesDomain,
  supervisionDomain,
  packsDomain,
];

export interface App extends HttpServer {
  start(): Promise<void>;
  /** Ends the server after the requests in hand, then the domains, top floor first. */
  stop(): Promise<void>;
}

/** Puts the routes of all domains on one server. Tests may say themselves who asks. */
export async function createApp(
  platform: Platform,
  who: (request: FastifyRequest) => Promise<Actor> = authenticate(platform),
): Promise<App> {
  const { config, log, metrics, database } = platform;
  const http = await createHttp({
    config,
    log,
    metrics,
    authenticate: who,
    ready: async () => {
      await database.pool.query('select 1');
    },
  });
  for (const domain of domains) await domain.routes?.(http, platform);
  return {
    ...http,
    async start() {
      for (const domain of domains) await domain.start?.(platform);
    },
    async stop() {
      await http.server.close();
      for (const domain of [...domains].reverse()) await domain.stop?.(platform);
    },
  };
}
