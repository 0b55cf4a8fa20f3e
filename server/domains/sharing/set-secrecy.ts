import type { StaffActor } from '../../../contracts/actor.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { requireNoCitizenId } from './readers.ts';
import { recordSetting } from './record-setting.ts';
import { type Purpose, type Secrecy, setSecrecy } from './store-purposes.ts';

/**
 * The operator says for how many days persons are not told of reads for a purpose, by which law (个人信息保护法 art. 18, 35), or
 * that they are told at once again. It holds for reads from now on. Throws `not-found`, `citizen-id-in-text`.
 */
export async function setSecrecyOf(
  platform: Platform,
  actor: StaffActor,
  key: string,
  { secrecy, reason }: { secrecy: Secrecy | null; reason: string },
): Promise<Purpose> {
  requireNoCitizenId('/reason', reason);
  if (secrecy) requireNoCitizenId('/secrecy/legalBasis', secrecy.legalBasis);
  return platform.db.transaction().execute(async (tx) => {
    const next = secrecy && { days: secrecy.days, legalBasis: secrecy.legalBasis.trim() };
    const before = await setSecrecy(tx, key, next);
    if (!before) throw new DomainError('not-found');
    await recordSetting(platform, tx, actor, {
      purpose: key,
      detail: { act: 'purpose-secrecy', secrecy: next, before: before.secrecy, reason: reason.trim() },
    });
    return { ...before, secrecy: next };
  });
}
