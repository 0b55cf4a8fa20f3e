import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser says that the request comes from our own pages: Sec-Fetch-Site (Fetch Metadata) where it is sent,
 * else an Origin (RFC 6454) that is this node's address or the host that was asked. Neither can be set by a script.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === headers.host;
}

/** Whether a browser says that the request comes from elsewhere; a program that says nothing is not meant. */
export function isForeign(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const says = headers['sec-fetch-site'] !== undefined || headers.origin !== undefined;
  return says && !isSameOrigin(headers, publicUrl);
}

export function isUnsafe(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method);
}
