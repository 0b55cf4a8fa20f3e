import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { Language } from '../../../contracts/errors.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { problemOf } from '../../platform/problem.ts';
import { answered, exchangeOf } from './call.ts';
import { type AskedQuestion, aboutSubject, type Caller, prepareQuestion } from './prepare-question.ts';

/** How many subjects of one batch are in hand at once, so that single calls find room between them. */
const stride = 200;
/** How many batches a process has in hand; one more is turned away. */
const maxBatches = 4;
/** How much one reply holds, characters; what comes after is told to ask again. */
const maxReply = 16 * 2 ** 20;

const inHand = new WeakMap<Platform, number>();

export interface AskedBatch extends AskedQuestion {
  subjects: readonly string[];
}

export interface BatchOptions {
  /** Of the words of refusals. */
  language: Language;
  requestId: string;
  /** Whether nobody waits for the reply any more: then no further subject is read. */
  isGone?: () => boolean;
}

/**
 * Calls about many subjects, each answered with a receipt of its own or refused by its rule; gives the body that is sent.
 * What fails for one subject fails for it alone: a wrong number, a rule, a full reply, or `overloaded` from the middle on.
 * Throws what is wrong with the question itself, and `overloaded` when nothing could be asked.
 */
export async function callBatch(
  platform: Platform,
  caller: Caller,
  { subjects, ...asked }: AskedBatch,
  options: BatchOptions,
): Promise<string> {
  const exchange = exchangeOf(platform);
  const question = { ...(await prepareQuestion(platform, exchange, caller, asked)), form: 'batch' as const };
  const others = inHand.get(platform) ?? 0;
  if (others >= maxBatches) throw new DomainError('overloaded', { retryAfter: 1 });
  inHand.set(platform, others + 1);
  try {
    const results: string[] = [];
    let size = 0;
    let stopped: DomainError | null = null;
    for (let from = 0; from < subjects.length; from += stride) {
      if (options.isGone?.()) break;
      const part = subjects.slice(from, from + stride);
      const parts = await Promise.all(
        part.map(async (subject): Promise<string | DomainError> => {
          if (stopped) return stopped;
          try {
            return (await answered(exchange, aboutSubject(platform, question, subject))).body;
          } catch (error) {
            if (error instanceof DomainError) return error;
            throw error;
          }
        }),
      );
      const busy = parts.filter((each) => each instanceof DomainError && each.code === 'overloaded');
      if (from === 0 && busy.length === part.length) throw busy[0];
      if (busy.length > 0) stopped = busy[0] as DomainError;
      for (const [place, each] of parts.entries()) {
        const result = resultText(part[place]!, each, options);
        size += result.length;
        results.push(result);
      }
      if (size > maxReply) stopped = new DomainError('batch-full');
    }
    return `{"results":[${results.join(',')}]}`;
  } finally {
    inHand.set(platform, inHand.get(platform)! - 1);
  }
}

/** One subject's part: the answer's bytes as a single call would send them, or the refusal. */
export function resultText(
  subject: string,
  result: string | DomainError,
  { language, requestId }: Pick<BatchOptions, 'language' | 'requestId'>,
): string {
  const name = `{"subject":${JSON.stringify(subject)},`;
  if (typeof result === 'string') return `${name}"answer":${result}}`;
  const { code, title, status, details, retryAfter } = problemOf(result, language, requestId);
  const refusal = { code, title, status, ...(details && { details }), ...(retryAfter !== undefined && { retryAfter }) };
  return `${name}"refusal":${canonicalJson(refusal)}}`;
}
