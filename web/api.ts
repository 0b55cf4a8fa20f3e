import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '../contracts/endpoint.ts';
import type { FieldFault } from '../contracts/errors.ts';
import { i18n } from './i18n.ts';

/** An error reply, in the words the server chose for this reader. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly faults: FieldFault[];
  constructor(status: number, problem: { code?: string; title?: string; requestId?: string; faults?: FieldFault[] }) {
    super(problem.title ?? String(status));
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.requestId = problem.requestId ?? '';
    this.faults = problem.faults ?? [];
  }
}

interface Input<E> {
  params?: ParamsOf<E>;
  query?: QueryOf<E>;
  body?: BodyOf<E>;
  /** For an endpoint that `receives` a file: the bytes, sent as they are. */
  file?: Blob;
  headers?: Record<string, string>;
}

/** Calls an endpoint by its contract. Throws ApiError; a network that fails is an ApiError of status 0. */
export async function api<E extends Endpoint>(endpoint: E, input: Input<E> = {}): Promise<ReplyOf<E>> {
  const response = await send(endpoint, input);
  return response.status === 204 ? (undefined as ReplyOf<E>) : response.json();
}

/** Calls an endpoint that `sends` text, and gives the text as it came. Throws as `api` does. */
export async function apiText<E extends Endpoint>(endpoint: E, input: Input<E> = {}): Promise<string> {
  return (await send(endpoint, input)).text();
}

async function send<E extends Endpoint>(
  endpoint: E,
  { params, query, body, file, headers = {} }: Input<E>,
): Promise<Response> {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  );
  const search = new URLSearchParams(
    Object.entries(query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
  const response = await fetch(search.size > 0 ? `${path}?${search}` : path, {
    method: endpoint.method,
    headers: {
      'accept-language': i18n.language,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(file && { 'content-type': file.type || 'application/octet-stream' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(file && { body: file }),
    credentials: 'same-origin',
    // An edit that is under way when its page is left still arrives.
    keepalive: endpoint.method === 'PATCH',
  }).catch(() => {
    throw new ApiError(0, { code: 'network', title: i18n.t('error.network') });
  });
  if (!response.ok)
    throw new ApiError(response.status, await response.json().catch(() => ({ title: i18n.t('error.unknown') })));
  return response;
}
