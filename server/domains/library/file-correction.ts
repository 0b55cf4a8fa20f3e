import { dateInShanghai, endOfLimit } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { pseudonymOf, record } from '../ledger/index.ts';
import { type CorrectionRow, nextCorrectionNumber, putCorrection } from './store-corrections.ts';

/** Working days within which the provider checks a reported value. */
export const correctionDays = 10;

export interface CorrectionReport {
  resource: Resource;
  item: string;
  subject: string;
  heldValue: string | null;
  statedValue: string;
  proof: string;
  origin: CorrectionRow['origin'];
  agencyId: string | null;
  accountId: string | null;
  caseNumber: string | null;
}

/**
 * Takes up a report that a value is wrong (疑义校核): the provider has ten working days from today to answer it. Whoever
 * raised it goes on meanwhile, with the proof on record. A case that disputes its field again changes its own report.
 * Returns its id. Throws `request-invalid` for an item that the resource does not have.
 */
export async function fileCorrection(platform: Platform, tx: Db, report: CorrectionReport): Promise<string | null> {
  const { resource, item } = report;
  if (!resource.items.some(({ code }) => code === item)) throw new DomainError('request-invalid', { summary: item });
  const now = platform.now();
  const today = dateInShanghai(now);
  const { resource: _, ...rest } = report;
  const id = await putCorrection(tx, {
    ...rest,
    id: newId(now.getTime()),
    number: await nextCorrectionNumber(tx, today.slice(0, 4)),
    resourceId: resource.id,
    subject: report.subject.trim().toUpperCase(),
    state: 'submitted',
    filedAt: now,
    dueDate: endOfLimit(await platform.calendar(), today, correctionDays).day,
  });
  if (id !== null) {
    await recordCorrection(platform, tx, resource, report, { act: 'filed', correction: id, origin: report.origin });
  }
  return id;
}

/** The ledger's entry of an act on a correction: who, about whom, which item; no value. */
export async function recordCorrection(
  platform: Platform,
  tx: Db,
  resource: Resource,
  by: {
    item: string;
    subject: string;
    agencyId: string | null;
    accountId: string | null;
    caseNumber?: string | null;
  },
  detail: Record<string, unknown>,
): Promise<void> {
  const provider = await agencyById(tx, resource.providerId);
  const agency = by.agencyId === null ? undefined : await agencyById(tx, by.agencyId);
  await record(
    platform,
    tx,
    {
      kind: 'correction',
      at: platform.now().toISOString(),
      actor: {
        ...(agency && { agency: agency.creditCode }),
        ...(by.accountId !== null && { account: by.accountId }),
      },
      subject: pseudonymOf(platform.keys, by.subject),
      ...(provider && { provider: provider.creditCode }),
      ...(resource.code !== null && { resource: resource.code }),
      ...(by.caseNumber && { case: by.caseNumber }),
      items: [by.item],
      detail,
    },
    { ...(by.agencyId !== null && { agencyId: by.agencyId }), providerId: resource.providerId },
  );
}
