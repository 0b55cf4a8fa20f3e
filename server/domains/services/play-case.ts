import type { PackCase } from '../../../contracts/pack.ts';
import type { Platform } from '../../platform/platform.ts';
import { disputeField, editCase } from './edit-case.ts';
import { createFormValidator } from './form.ts';
import { openCase } from './open-case.ts';
import type { Resident, Staff } from './own-case.ts';
import { acceptCase, askCorrection, decideCase } from './review-case.ts';
import { casesOfApplicant } from './store-cases.ts';
import { submitCase } from './submit-case.ts';

/**
 * Plays a case of a pack by the acts of its applicant and its case worker, each on its day: `on(n)` sets the clock to the n-th working day
 * after the case was handed in. A case that was handed in before is left as it stands. Throws what the acts throw.
 */
export async function playCase(
  platform: Platform,
  on: (day: number) => void,
  applicant: Resident,
  worker: Staff,
  { service, dispute, form, commitments = [], acts = [] }: Omit<PackCase, 'applicant' | 'daysAgo'>,
): Promise<void> {
  on(0);
  const before = await casesOfApplicant(platform.db, applicant.accountId, { after: null, limit: 1 });
  if (before.some(({ state }) => state !== 'draft')) return;
  const { id, version } = await openCase(platform, applicant, { service });
  if (form || commitments.length > 0) {
    const sworn = Object.fromEntries(commitments.map((key) => [key, true]));
    await editCase(platform, applicant, id, version, { ...(form && { form }), commitments: sworn }, 'zh-CN');
  }
  if (dispute) await disputeField(platform, applicant, id, dispute, 'zh-CN');
  await submitCase(platform, applicant, id, createFormValidator(), 'zh-CN');
  for (const act of acts) {
    on(act.after);
    if ('accept' in act) await acceptCase(platform, worker, id);
    else if ('correct' in act) await askCorrection(platform, worker, id, act.correct);
    else if ('grant' in act) await decideCase(platform, worker, id, 'granted', act.grant);
    else await decideCase(platform, worker, id, 'refused', act.refuse);
  }
}
