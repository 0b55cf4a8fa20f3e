/**
 * The headers that tell a browser what it may do with what it is sent (OWASP Secure Headers). They are the same for each
 * request, so they are made once: `replyHeaders` for data, which is never to be shown as a page, `pageHeaders` for all else.
 */
export function securityHeaders(publicUrl: string): Record<'replyHeaders' | 'pageHeaders', Record<string, string>> {
  const always = {
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    // Only where the node is reached by TLS: over plain HTTP browsers must ignore it (RFC 6797, 7.2).
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
  return {
    replyHeaders: { ...always, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
    pageHeaders: {
      ...always,
      'content-security-policy': [
        "default-src 'self'",
        "base-uri 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        "script-src 'self'",
        "script-src-attr 'none'",
        "style-src 'self'",
        // No form-action: the OpenID provider answers a form post by redirecting to the relying party, which it would block.
      ].join('; '),
      'cross-origin-opener-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'x-dns-prefetch-control': 'off',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
    },
  };
}
