import { bodyOf, type Receipt, ReceiptError, toBase64Url, type Verified, verifyReceipt } from './receipt.ts';

export interface LegworkOptions {
  /** Address of the node: https://data.example.gov.cn */
  node: string;
  clientId: string;
  /** The private key whose public half the node knows (private_key_jwt, RFC 7523), as a JWK: preferred to a secret. */
  privateKey?: JsonWebKey;
  secret?: string;
  /**
   * The node's verifier keys, from `GET /ledger/keys`, kept with your configuration. Without them the first call fetches them
   * from the node, which proves no more than that the node agrees with itself.
   */
  verifierKeys?: readonly string[];
  /** In place of the global fetch: for a proxy, a client certificate, a deadline. */
  fetch?: typeof fetch;
}

/** A question about one subject. */
export interface Question {
  /** Citizen ID number or unified social credit code. */
  subject: string;
  items: readonly string[];
  /** Key of the service item or duty that the grant names. */
  purpose: string;
  /** Your own case number; stands in the ledger. */
  caseReference?: string;
}

export interface Answer {
  resource: string;
  /** Version of the library that was read, and since when it serves. */
  version: number;
  asOf: string;
  grant: string;
  purpose: string;
  items: string[];
  /** The granted items of the subject's rows; empty when there is no such subject. */
  records: Record<string, unknown>[];
}

/** By what right and for which matter. */
type Why = Pick<Question, 'purpose' | 'caseReference'>;
type Value = string | number | boolean;

/** `listed` asks whether there is a record of the subject; it takes no item and no value. */
export interface Check {
  is: 'equals' | 'atLeast' | 'atMost' | 'listed';
  item?: string;
  value?: Value;
}

export interface Filter {
  item: string;
  in?: readonly Value[];
  from?: Value;
  until?: Value;
}

export interface Call<A = Answer> {
  answer: A;
  receipt: Receipt;
  /** Place of the entry in the node's ledger, from 0. */
  index: number;
  /** The body as it came. Keep these bytes: they are the proof. */
  body: Uint8Array;
}

/** The node said no (RFC 9457). `code` is stable; all are listed at /docs/errors of the node. */
export class LegworkError extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds after which to ask again; of 429 and 503. */
  readonly retryAfter: number | null;
  readonly problem: Record<string, unknown>;

  constructor(status: number, problem: Record<string, unknown>, retryAfter: number | null) {
    super(String(problem.detail ?? problem.title ?? problem.error_description ?? `HTTP ${status}`));
    this.name = 'LegworkError';
    this.status = status;
    this.code = String(problem.code ?? problem.error ?? 'unknown');
    this.retryAfter = retryAfter;
    this.problem = problem;
  }
}

interface BatchResult {
  subject: string;
  answer?: Record<string, unknown>;
  refusal?: { code: string; title: string };
}

interface ChangesPage {
  changes: BatchResult[];
  unchanged: Record<string, unknown> | null;
  cursor: string;
  more: boolean;
}

/** What one of several subjects is answered with. */
export type Result = { subject: string; call: Call } | { subject: string; refusal: { code: string; title: string } };

/** What a receipt is held against; a verification and a count ask for no items' values. */
type Asked = Why & { items?: readonly string[] };

const algorithms: Record<string, { alg: string; key: EcKeyImportParams | RsaHashedImportParams | { name: string } }> = {
  Ed25519: { alg: 'EdDSA', key: { name: 'Ed25519' } },
  'P-256': { alg: 'ES256', key: { name: 'ECDSA', namedCurve: 'P-256' } },
  RSA: { alg: 'RS256', key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } },
};
/** Seconds before its end at which a token is no longer used. */
const tokenMargin = 30;

/** An agency's system at a node. Every reply's receipt is verified before it is returned. */
export class LegworkClient {
  readonly #options: LegworkOptions;
  readonly #node: string;
  #token: { value: string; until: number } | null = null;
  #fetching: Promise<string> | null = null;
  #keys: readonly string[] | null;

  constructor(options: LegworkOptions) {
    if (!options.privateKey === !options.secret) throw new TypeError('Give either privateKey or secret');
    this.#options = options;
    this.#node = options.node.replace(/\/+$/, '');
    this.#keys = options.verifierKeys ?? null;
  }

  /**
   * Reads granted items of one subject. `resource` is the code as the catalogue shows it: 202001/000001.
   * Throws LegworkError for a refusal and ReceiptError for a reply that does not prove itself.
   */
  async call(resource: string, question: Question): Promise<Call> {
    return this.#proven(await this.#ask(resource, 'calls', question), resource, question);
  }

  /** Tries a call on a made-up subject of the sandbox: judged by your grants, answered from made-up values, without a receipt. */
  async sandbox(resource: string, question: Question): Promise<Answer> {
    return parse(await this.#ask(resource, 'sandbox-calls', question));
  }

  /** Asks yes-or-no questions about one subject: no value leaves. */
  async verify(
    resource: string,
    question: Why & { subject: string; checks: readonly Check[] },
  ): Promise<Call<{ checks: { is: string; item?: string; met: boolean }[]; asOf: string; grant: string }>> {
    return this.#proven(await this.#ask(resource, 'verifications', question), resource, question);
  }

  /** Counts the subjects with a record that meets the filters, rounded down to whole steps. */
  async count(
    resource: string,
    question: Why & { filters: readonly Filter[] },
  ): Promise<Call<{ count: number; step: number; asOf: string; grant: string }>> {
    return this.#proven(await this.#ask(resource, 'counts', question), resource, question);
  }

  /** Reads up to 1,000 subjects at once, in their order: each is answered with a receipt of its own, or refused by its rule. */
  async callMany(
    resource: string,
    question: Omit<Question, 'subject'> & { subjects: readonly string[] },
  ): Promise<Result[]> {
    const { results } = parse<{ results: BatchResult[] }>(await this.#ask(resource, 'batch-calls', question));
    return this.#results(results, resource, question);
  }

  /** Finds records by granted items, page by page; each subject found is answered with a receipt of its own. */
  async query(
    resource: string,
    question: Omit<Question, 'subject'> & { filters: readonly Filter[]; limit?: number; cursor?: string },
  ): Promise<{ calls: Call[]; nextCursor: string | null }> {
    const body = await this.#ask(resource, 'queries', question);
    const { answers, nextCursor } = parse<{ answers: Record<string, unknown>[]; nextCursor: string | null }>(body);
    const calls = answers.map((answer) => this.#proven<Answer>(bodyOf(answer), resource, question));
    return { calls: await Promise.all(calls), nextCursor };
  }

  /**
   * Reads what changed since `cursor` was given, subject by subject; without one, of everyone. A subject whose answer has no records
   * is to be dropped. Keep the cursor once the page is stored; ask again at once while there is `more`.
   */
  async changes(
    resource: string,
    question: Omit<Question, 'subject'> & { limit?: number; cursor?: string },
  ): Promise<{ changes: Result[]; cursor: string; more: boolean }> {
    const page = parse<ChangesPage>(await this.#ask(resource, 'changes', question));
    const { changes, unchanged, cursor, more } = page;
    if (unchanged) await this.#proven(bodyOf(unchanged), resource, question);
    return { changes: await this.#results(changes, resource, question), cursor, more };
  }

  #results(results: readonly BatchResult[], resource: string, question: Asked): Promise<Result[]> {
    return Promise.all(
      results.map(async ({ subject, answer, refusal }) =>
        answer
          ? { subject, call: await this.#proven<Answer>(bodyOf(answer), resource, question) }
          : { subject, refusal: refusal! },
      ),
    );
  }

  async #proven<A>(body: Uint8Array, resource: string, question: Asked): Promise<Call<A>> {
    const verified = await verifyReceipt(body, await this.verifierKeys());
    requireAsked(verified, resource, question, this.#options.clientId);
    const { reply, receipt, index } = verified;
    return { answer: reply as A, receipt, index, body };
  }

  #ask(resource: string, form: string, question: unknown): Promise<Uint8Array> {
    return this.#post(`/api/v1/resources/${resource.replace('/', '-')}/${form}`, question);
  }

  /** The keys given, or those that the node names. */
  async verifierKeys(): Promise<readonly string[]> {
    this.#keys ??= (await this.#text('/ledger/keys')).split('\n').filter((line) => line.trim() !== '');
    return this.#keys;
  }

  /** An access token; one is used until shortly before its end, also by calls that are made together. */
  async token(): Promise<string> {
    if (this.#token && Date.now() < this.#token.until) return this.#token.value;
    this.#fetching ??= this.#newToken().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #newToken(): Promise<string> {
    const { clientId, secret, privateKey } = this.#options;
    const { issuer, token_endpoint } = JSON.parse(await this.#text('/oidc/.well-known/openid-configuration'));
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
    if (privateKey) {
      form.set('client_id', clientId);
      form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      form.set('client_assertion', await assertion(clientId, issuer, privateKey));
    } else {
      headers.authorization = `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret!)}`)}`;
    }
    // The path is the node's, the address the one that was given: behind a gateway they can differ.
    const endpoint = new URL(token_endpoint).pathname;
    const response = await this.#send(endpoint, { method: 'POST', headers, body: form.toString() });
    const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
    this.#token = { value: access_token, until: Date.now() + Math.max(0, expires_in - tokenMargin) * 1000 };
    return access_token;
  }

  async #post(path: string, body: unknown): Promise<Uint8Array> {
    const post = async () =>
      this.#send(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${await this.token()}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const response = await post().catch((error) => {
      if (!(error instanceof LegworkError) || error.status !== 401) throw error;
      this.#token = null;
      return post();
    });
    return new Uint8Array(await response.arrayBuffer());
  }

  async #text(path: string): Promise<string> {
    return (await this.#send(path, {})).text();
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const response = await (this.#options.fetch ?? fetch)(`${this.#node}${path}`, init);
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new LegworkError(response.status, problem, Number.isFinite(wait) ? wait : null);
  }
}

/** The receipt must be of this very question: one of another call proves nothing here. */
function requireAsked({ entry, reply }: Verified, resource: string, question: Asked, clientId: string): void {
  const { actor, items } = entry as { actor?: { client?: unknown }; items?: unknown };
  const asked = question.items && [...new Set(question.items)].sort().join();
  const fits =
    entry.kind === 'call' &&
    entry.resource === resource.replace('-', '/') &&
    reply.resource === entry.resource &&
    entry.purpose === question.purpose &&
    entry.case === question.caseReference &&
    (asked === undefined || (Array.isArray(items) && [...items].sort().join() === asked)) &&
    actor?.client === clientId;
  if (!fits) throw new ReceiptError('entry', 'the receipt is of another call');
}

function parse<T>(body: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(body)) as T;
}

/** A key pair for private_key_jwt: register the public half, keep the private one. */
export async function generateKeys(): Promise<{ publicKey: JsonWebKey; privateKey: JsonWebKey }> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const [{ kty, crv, x }, { d }] = await Promise.all([
    crypto.subtle.exportKey('jwk', pair.publicKey),
    crypto.subtle.exportKey('jwk', pair.privateKey),
  ]);
  const publicKey = { kty, crv, x } as JsonWebKey;
  return { publicKey, privateKey: { ...publicKey, d } as JsonWebKey };
}

async function assertion(clientId: string, issuer: string, jwk: JsonWebKey): Promise<string> {
  const chosen = algorithms[jwk.crv ?? jwk.kty ?? ''];
  if (!chosen) throw new TypeError('The private key is not Ed25519, P-256 or RSA');
  const { kid, ...material } = jwk as JsonWebKey & { kid?: string };
  const { alg: _alg, use: _use, key_ops: _ops, ...bare } = material;
  const key = await crypto.subtle.importKey('jwk', bare, chosen.key, false, ['sign']);
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: clientId, sub: clientId, aud: issuer, jti: crypto.randomUUID(), iat: now, exp: now + 60 };
  const encode = (value: unknown) => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));
  const signed = `${encode({ alg: chosen.alg, typ: 'JWT', ...(kid && { kid }) })}.${encode(claims)}`;
  const how = chosen.alg === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : chosen.key;
  const signature = await crypto.subtle.sign(how, key, new TextEncoder().encode(signed));
  return `${signed}.${toBase64Url(new Uint8Array(signature))}`;
}
