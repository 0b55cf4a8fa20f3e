import * as oidc from 'openid-client';
import { must } from './teller.ts';

const redirect = 'http://127.0.0.1/callback';

/** Someone who has an access token and speaks to the node with it. */
export interface Speaker {
  name: string;
  /** The access token, for those who call by other means. */
  token: string | undefined;
  /** The reply's JSON when the status is the one expected; anything else breaks the story. */
  ask<T = Record<string, unknown>>(method: string, path: string, options?: AskOptions): Promise<T>;
  /** The whole response, whatever it is. */
  send(method: string, path: string, options?: AskOptions): Promise<Response>;
}

interface AskOptions {
  body?: unknown;
  raw?: Uint8Array;
  type?: string;
  headers?: Record<string, string>;
  expect?: number;
}

export function speaker(url: string, name: string, token: string | undefined): Speaker {
  const send = (method: string, path: string, { body, raw, type, headers = {} }: AskOptions = {}) =>
    fetch(new URL(path, url), {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(type !== undefined && { 'content-type': type }),
        'accept-language': 'en',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(raw !== undefined && { body: raw as BodyInit }),
    });
  return {
    name,
    token,
    send,
    async ask<T>(method: string, path: string, options: AskOptions = {}): Promise<T> {
      const response = await send(method, path, options);
      const text = await response.text();
      const wanted = options.expect;
      must(
        wanted === undefined ? response.ok : response.status === wanted,
        `${method} ${path} answered ${response.status}: ${text.slice(0, 600)}`,
      );
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
}

/**
 * Signs a person in as a relying party does: authorization code with PKCE (RFC 7636), the sign-in page posted as a
 * browser would post it, the code exchanged by the certified openid-client.
 */
export async function signIn(url: string, username: string, password: string): Promise<Speaker> {
  const config = await discover(url, 'legwork-story', oidc.None());
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const start = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirect,
    scope: 'openid profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    resource: `${url}/api`,
    state,
  });
  const callback = await new Browser(url).signInTo(start, username, password);
  const tokens = await oidc.authorizationCodeGrant(
    config,
    callback,
    { pkceCodeVerifier: verifier, expectedState: state },
    { resource: `${url}/api` },
  );
  return speaker(url, username, tokens.access_token);
}

/** An agency's system, by client credentials. */
export async function clientSpeaker(url: string, clientId: string, secret: string): Promise<Speaker> {
  const config = await discover(url, clientId, oidc.ClientSecretBasic(secret));
  const tokens = await oidc.clientCredentialsGrant(config, { resource: `${url}/api` });
  return speaker(url, clientId, tokens.access_token);
}

async function discover(url: string, clientId: string, authentication: oidc.ClientAuth): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(`${url}/oidc`), clientId, undefined, authentication, {
    execute: [oidc.allowInsecureRequests],
  });
}

/** The little of a browser that signing in needs: cookies, redirects, and one form. */
class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#origin = new URL(url).origin;
  }

  async signInTo(start: URL, username: string, password: string): Promise<URL> {
    let next: URL = start;
    for (let hop = 0; hop < 15; hop += 1) {
      if (next.href.startsWith(redirect)) return next;
      const response = await this.#fetch(next);
      const location = response.headers.get('location');
      if (location) {
        next = new URL(location, next);
        continue;
      }
      const page = await response.text();
      const form = /<form[^>]*action="([^"]*)"/.exec(page);
      must(
        response.ok && form,
        `signing in as ${username} met ${response.status} at ${next.pathname}: ${page.slice(0, 300)}`,
      );
      must(
        !this.#posted,
        `${username} was not let in: ${page
          .replace(/<[^>]+>/g, ' ')
          .replace(/\s+/g, ' ')
          .slice(0, 300)}`,
      );
      this.#posted = true;
      const body = new URLSearchParams(
        [...page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
          attribute(input, 'name'),
          attribute(input, 'value'),
        ]),
      );
      body.set('username', username);
      body.set('password', password);
      const answered = await this.#fetch(new URL(unescapeHtml(form[1]!), next), {
        method: 'POST',
        body,
        headers: { origin: this.#origin },
      });
      const onward = answered.headers.get('location');
      must(onward, `${username} was not let in: ${answered.status}`);
      next = new URL(onward, next);
    }
    throw new Error(`signing in as ${username} went in circles`);
  }

  #posted = false;

  async #fetch(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', ...(cookie && { cookie }), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      if (/expires=thu, 01 jan 1970|max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(name.length + 1));
    }
    return response;
  }
}

function attribute(tag: string, name: string): string {
  return unescapeHtml(new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
