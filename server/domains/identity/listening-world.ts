import { createServer } from 'node:net';
import { createHttp } from '../../platform/http.ts';
import { createMetrics } from '../../platform/metrics.ts';
import type { Domain } from '../../platform/platform.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import { directoryDomain } from '../directory/index.ts';
import { authenticate, identityDomain } from './index.ts';
import { hashPassword } from './passwords.ts';

export const password = 'a long enough password';

export interface ListeningWorld extends TestWorld {
  url: string;
  browser(headers?: Record<string, string>): Browser;
}

/** A node that really listens, and finds out itself who asks; with the routes of other domains too. All accounts have one password. */
export async function listeningWorld(
  env: Record<string, string> = {},
  others: readonly Domain[] = [],
): Promise<ListeningWorld> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const world = await testWorld([directoryDomain], { LEGWORK_PUBLIC_URL: url, PORT: String(port), ...env });
  const { platform } = world;
  const http = await createHttp({
    config: platform.config,
    log: platform.log,
    metrics: createMetrics(),
    authenticate: authenticate(platform),
    ready: async () => undefined,
  });
  await directoryDomain.routes?.(http, platform);
  await identityDomain.routes?.(http, platform);
  for (const domain of others) await domain.routes?.(http, platform);
  await identityDomain.start?.(platform);
  await platform.database.pool.query('update identity.accounts set password_hash = $1', [await hashPassword(password)]);
  await http.server.listen({ host: '127.0.0.1', port });
  return {
    ...world,
    http,
    url,
    browser: (headers = {}) => new Browser(url, headers),
    async close() {
      await http.server.close();
      for (const domain of others) await domain.stop?.(platform);
      await world.close();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The part of a browser that signing in needs: cookies by path, and the Origin of a form post. */
export class Browser {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #cookies = new Map<string, { value: string; path: string }>();

  constructor(url: string, headers: Record<string, string>) {
    this.#url = url;
    this.#headers = headers;
  }

  get cookies(): string[] {
    return [...this.#cookies.keys()];
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  async fetch(address: string | URL, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const url = new URL(address, this.#url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: {
        accept: 'text/html',
        ...(cookie && { cookie }),
        ...(init.method && init.method !== 'GET' && { origin: this.#url }),
        ...this.#headers,
        ...init.headers,
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const path = /path=([^;]+)/i.exec(line)?.[1] ?? '/';
      if (/expires=thu, 01 jan 1970/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, { value: pair.slice(name.length + 1), path });
    }
    return response;
  }

  /** Follows redirects until a page, or until an address that begins with `until`. */
  async follow(address: string | URL, until = '\0'): Promise<{ url: URL; response?: Response }> {
    let url = new URL(address, this.#url);
    for (let hop = 0; hop < 12; hop += 1) {
      if (url.href.startsWith(until)) return { url };
      const response = await this.fetch(url);
      const location = response.headers.get('location');
      if (!location) return { url, response };
      url = new URL(location, url);
    }
    throw new Error('redirected in circles');
  }

  signIn(username: string, fields: Record<string, string> = {}): Promise<Response> {
    return this.fetch('/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ username, password, ...fields }),
    });
  }
}
