import type { Check, VerificationReply } from '../../../contracts/call-family.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Answered } from './append-batch.ts';
import { prepareChecks } from './asked-values.ts';
import { answered, exchangeOf } from './call.ts';
import { type AskedQuestion, aboutSubject, type Caller, itemOf, prepareQuestion } from './prepare-question.ts';

export interface AskedVerification extends Omit<AskedQuestion, 'items'> {
  subject: string;
  checks: readonly Check[];
}

/**
 * Yes-or-no questions about one subject, decided where the records are: no value leaves the database, and the entry names
 * items and kinds of question, never a value (个人信息保护法 art. 6). Nothing is said of records outside the grant's rows:
 * to a verification they are not there. Throws like `call`, besides `check-unfit` and `value-unfit`.
 */
export async function verifySubject(
  platform: Platform,
  caller: Caller,
  { subject, checks, ...asked }: AskedVerification,
): Promise<Answered<VerificationReply>> {
  const exchange = exchangeOf(platform);
  const items = checks.flatMap(({ item }) => (item === undefined ? [] : [item]));
  const question = await prepareQuestion(platform, exchange, caller, { ...asked, items });
  const prepared = prepareChecks(checks, (code) => itemOf(question.entry, code));
  return answered(exchange, aboutSubject(platform, { ...question, form: 'verification', checks: prepared }, subject));
}
