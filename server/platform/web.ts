import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const built = join(import.meta.dirname, '../../dist/web');

/**
 * Serves the pages. Every address that is no file and no API belongs to the pages' own router, and gets index.html;
 * the caller's not-found handler uses the returned text, which says outright whether the node is a demonstration.
 * Null when the pages were never built.
 */
export async function serveWeb(
  server: FastifyInstance,
  { demo, folder = built }: { demo: boolean; folder?: string },
): Promise<string | null> {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return null;
  await server.register(fastifyStatic, {
    root: folder,
    index: false,
    wildcard: false,
    cacheControl: false,
    // The build wrote each text file compressed as well.
    preCompressed: true,
    setHeaders: (reply, path) => {
      // Built files carry a hash of their content in their name; the rest may change with the next version.
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const page = await readFile(index, 'utf8');
  return demo ? page.replace('<html ', '<html data-demo ') : page;
}

/** Whether a request that met no route is a person opening a page. */
export function isPageRequest(method: string, url: string, accept: string | undefined): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    !/^\/(api|oidc|ledger|\.well-known|assets)\b/.test(url) &&
    (accept ?? '').includes('text/html')
  );
}
