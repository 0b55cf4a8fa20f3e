import type { CallReply } from '../../../contracts/exchange.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Answered } from './append-batch.ts';
import { closeGate } from './ask-many.ts';
import { type AskedQuestion, aboutSubject, type Caller, type Known, prepareQuestion } from './prepare-question.ts';
import type { AnyReply, PreparedCall } from './read-batch.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';

export interface Ask extends AskedQuestion {
  /** Citizen ID number or credit code. */
  subject: string;
}

export interface Exchange extends Known {
  switchboard: Switchboard;
}

const exchanges = new WeakMap<Platform, Exchange>();

export function exchangeOf(platform: Platform): Exchange {
  let exchange = exchanges.get(platform);
  if (!exchange) {
    const switchboard = createSwitchboard(platform);
    exchange = { switchboard, resources: new Map(), purposes: new Set(), seen: switchboard.seen };
    exchanges.set(platform, exchange);
  }
  return exchange;
}

/** Takes no more calls and resolves when those taken are answered. */
export async function closeExchange(platform: Platform): Promise<void> {
  await closeGate(platform);
  await exchanges.get(platform)?.switchboard.close();
}

/**
 * One authorised read, the only way to the library's rows: answered with a receipt, or refused by a rule; either is in the
 * ledger before this returns. Throws the rules of rules.ts (each with `ledgerIndex`); and, without an entry, what is wrong
 * with the question itself: `not-found`, `resource-state`, `item-unknown`, `purpose-unknown`, `subject-invalid`,
 * `resource-not-callable`, `citizen-id-in-text`, and `overloaded`.
 */
export async function call(platform: Platform, caller: Caller, ask: Ask): Promise<Answered> {
  const exchange = exchangeOf(platform);
  const question = await prepareQuestion(platform, exchange, caller, ask);
  return answered<CallReply>(exchange, aboutSubject(platform, question, ask.subject));
}

/** Puts a call through whose form is answered with an R. Throws the rule that refuses. */
export async function answered<R extends AnyReply>(
  { switchboard }: Exchange,
  prepared: PreparedCall,
): Promise<Answered<R>> {
  for (;;) {
    const outcome = await switchboard.submit(prepared);
    if (outcome.kind === 'answered') return outcome.answer as Answered<R>;
    if (outcome.kind === 'refused') throw outcome.error;
  }
}
