import { DomainError } from './domain-error.ts';

const depthLimit = 64;

/**
 * Finds what a JSON body may not hold wherever it stands: nesting that would overflow a recursive reader, and text that
 * PostgreSQL cannot keep (NUL) or UTF-8 cannot carry (lone surrogates). Returns the fault, or null. Not recursive itself.
 */
export function textFault(body: unknown): DomainError | null {
  const stack: { value: unknown; path: string; depth: number }[] = [{ value: body, path: '', depth: 0 }];
  while (stack.length > 0) {
    const { value, path, depth } = stack.pop()!;
    if (typeof value === 'string') {
      if (value.includes('\0') || !value.isWellFormed())
        return new DomainError('text-not-storable', { field: path || '/' });
    } else if (typeof value === 'object' && value !== null) {
      if (depth >= depthLimit) return new DomainError('json-too-deep', { limit: depthLimit });
      for (const [key, inner] of Object.entries(value)) {
        if (key.includes('\0') || !key.isWellFormed())
          return new DomainError('text-not-storable', { field: path || '/' });
        stack.push({ value: inner, path: `${path}/${key}`, depth: depth + 1 });
      }
    }
  }
  return null;
}
