import { type ErrorCode, errorMessage, errors, type FieldFault, type Language } from '../../contracts/errors.ts';
import { isDatabaseAway } from './database.ts';
import { DomainError } from './domain-error.ts';

/** The body of every error reply (RFC 9457), with our code, the details and the faults by field. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  requestId: string;
  details?: Record<string, unknown>;
  faults?: FieldFault[];
  retryAfter?: number;
}

/** Renders any thrown value. What is not a known error of ours or of the framework is an `internal`, and tells nothing more. */
export function problemOf(error: unknown, language: Language, requestId: string): Problem {
  const known = knownError(error, language, requestId);
  const detail = errorMessage(known.code, language, known.details);
  const { retryAfter, ...details } = known.details as { retryAfter?: number };
  return {
    type: `/docs/errors#${known.code}`,
    title: detail,
    status: errors[known.code].status,
    code: known.code,
    detail: [detail, ...known.faults.map((fault) => `${fault.field} ${fault.message}`)].join(' '),
    requestId,
    ...(Object.keys(details).length > 0 && { details }),
    ...(known.faults.length > 0 && { faults: known.faults }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

function knownError(
  error: unknown,
  language: Language,
  requestId: string,
): Pick<DomainError, 'code' | 'details' | 'faults'> {
  if (error instanceof DomainError) return error;
  const thrown = error as {
    statusCode?: number;
    code?: string;
    faults?: (language: Language) => FieldFault[];
    limit?: number;
  };
  if (typeof thrown.faults === 'function') {
    const faults = thrown.faults(language);
    const summary = faults[0] ? `${faults[0].field} ${faults[0].message}` : '';
    return { code: 'request-invalid', details: { summary }, faults };
  }
  const fromFramework: Record<string, ErrorCode> = {
    FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
    FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
    FST_ERR_CTP_EMPTY_JSON_BODY: 'json-malformed',
    FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'json-malformed',
  };
  const code = fromFramework[thrown.code ?? ''];
  if (code) return { code, details: {}, faults: [] };
  // PostgreSQL's own word for text that it cannot keep or a number out of range: the caller's fault, not ours.
  if (thrown.code === '22021' || thrown.code === '22P05')
    return { code: 'text-not-storable', details: { field: '' }, faults: [] };
  if (isDatabaseAway(error)) return { code: 'database-away', details: { retryAfter: 2 }, faults: [] };
  if (thrown.statusCode && thrown.statusCode >= 400 && thrown.statusCode < 500) {
    return { code: thrown.statusCode === 404 ? 'not-found' : 'request-invalid', details: { summary: '' }, faults: [] };
  }
  return { code: 'internal', details: { requestId }, faults: [] };
}
