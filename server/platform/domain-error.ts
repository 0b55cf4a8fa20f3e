import { type ErrorCode, errors, type FieldFault } from '../../contracts/errors.ts';

/**
 * The one error that a use case throws: a code of contracts/errors.ts, the details that fill its words, and, for bad
 * input, the faults by field. Rendered once, in http.ts, as application/problem+json (RFC 9457).
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: Record<string, unknown>;
  readonly faults: FieldFault[];

  constructor(code: ErrorCode, details: Record<string, unknown> = {}, faults: FieldFault[] = []) {
    super(code);
    this.name = 'DomainError';
    this.code = code;
    this.status = errors[code].status;
    this.details = details;
    this.faults = faults;
  }
}
