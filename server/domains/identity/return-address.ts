/**
 * Where to go after signing in: a path of this site. Anything that a browser could take for another site (a scheme,
 * `//host`, `/\host`, control characters) becomes the front page, so that the sign-in page cannot be used as a
 * springboard.
 */
export function returnAddress(given: unknown, publicUrl: string): string {
  if (
    typeof given !== 'string' ||
    given.length > 2000 ||
    !/^\/(?![/\\])[\x21-\x7e]*$/.test(given) ||
    given.includes('\\')
  )
    return '/';
  if (!URL.canParse(given, publicUrl)) return '/';
  const url = new URL(given, publicUrl);
  // Dots in the path may leave `//host` behind once they are resolved.
  if (url.origin !== new URL(publicUrl).origin || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
