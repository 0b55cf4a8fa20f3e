import type { FastifyRequest } from 'fastify';
import type { DomainError } from '../../platform/domain-error.ts';
import { textFault } from '../../platform/request-text.ts';

/** Parses a form post; of a field that comes twice the first counts. */
export function formFields(
  _request: FastifyRequest,
  body: string | Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(String(body))) fields[name] ??= value;
  const fault: DomainError | null = textFault(fields);
  done(fault, fields);
}
