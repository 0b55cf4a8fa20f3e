import type { Queryable } from '../../platform/database.ts';
import { foldStateSum, stateSum } from '../../platform/state-sum.ts';

/** The state of all that calls are judged by, as it stands at the statement's instant. `long`: it is to be folded. */
export const callState = (on: Queryable) => stateSum(on, 'platform.call_state');

/** Puts one row in the place of many; the state stays what it is. */
export const foldCallState = (on: Queryable) => foldStateSum(on, 'platform.call_state');
