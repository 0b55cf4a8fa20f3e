import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Resource, resourceByKey } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { call } from '../exchange/index.ts';
import { askConsentForCase } from '../sharing/index.ts';
import type { Use } from './case-data.ts';
import type { Answer, Read } from './sources.ts';

/** In whose name a case reads: the agency that decides it, for this service item and this case only. */
export interface Reader {
  agency: { id: string; creditCode: string };
  purpose: string;
  caseNumber: string;
  /** The service's title, as the applicant is told why something is read. */
  service: string;
}

/**
 * Makes one authorised call for a case. A refusal or a failure is an answer too: the case goes on and says why the
 * applicant is asked after all.
 */
export async function readSource(
  platform: Platform,
  reader: Reader,
  read: Read,
  subject: string,
  by: 'subject' | 'guardian',
): Promise<{ answer: Answer; use: Use }> {
  const resource = await resourceByKey(platform.db, read.resource);
  const provider = resource && (await agencyById(platform.db, resource.providerId));
  const names = { resourceName: resource?.name ?? read.resource, agency: provider?.name ?? '' };
  const use = {
    resource: read.resource,
    ...names,
    about: read.about,
    items: read.items,
    at: platform.now().toISOString(),
  };
  try {
    const { reply, ledgerIndex } = await call(
      platform,
      { agencyId: reader.agency.id, creditCode: reader.agency.creditCode },
      {
        resourceKey: read.resource,
        subject,
        by,
        items: read.items,
        purpose: reader.purpose,
        caseReference: reader.caseNumber,
      },
    );
    const answer: Answer = { ok: true, ...names, asOf: reply.asOf, ledgerIndex, rows: reply.records };
    return { answer, use: { ...use, ledgerIndex, outcome: reply.records.length > 0 ? 'answered' : 'noRecord' } };
  } catch (error) {
    const cause = error instanceof DomainError ? error.code : 'internal';
    if (cause === 'consent-missing' && resource?.subjectKind === 'person')
      await askOnTheWay(platform, reader, resource, read, subject);
    if (!(error instanceof DomainError))
      platform.log.warn({ err: error, resource: read.resource, case: reader.caseNumber }, 'a source could not be read');
    // A refusal stands in the ledger too; what failed before that has no entry.
    const refusal = error instanceof DomainError ? error.details.ledgerIndex : undefined;
    const ledgerIndex = typeof refusal === 'number' ? refusal : null;
    return { answer: { ok: false, ...names, cause }, use: { ...use, ledgerIndex, outcome: cause } };
  }
}

/** The law makes the read depend on the person: they are asked, and the case can be filled again once they agreed. */
async function askOnTheWay(
  platform: Platform,
  reader: Reader,
  resource: Resource,
  { items }: Read,
  subject: string,
): Promise<void> {
  const { agency, purpose, caseNumber } = reader;
  const reason = `办理“${reader.service}”，核实申报的信息，免交证明材料。`;
  await askConsentForCase(platform, resource, { agencyId: agency.id, purpose, caseNumber, items, subject, reason });
}
