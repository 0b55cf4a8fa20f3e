import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { delegationFor } from '../identity/index.ts';
import { openMatter } from '../sharing/index.ts';
import type { CaseRow } from './case-data.ts';
import { fillCase } from './fill-case.ts';
import { type Resident, recordStep } from './own-case.ts';
import { insertCase, nextCaseNumber, openCaseOf } from './store-cases.ts';
import { itemByKey, type ServiceItem } from './store-items.ts';

/**
 * Opens a service item for a resident: a draft exists from here on, and it is what the data is read for; then its form
 * is filled. An open case of the same service, applicant and subject is given again instead of a second one.
 * `subject` is the ward's citizen ID number or the company's credit code. Throws `service-unknown`, `subject-required`,
 * `not-delegated` or `not-guardian`.
 */
export async function openCase(
  platform: Platform,
  actor: Resident,
  input: { service: string; subject?: string | undefined },
): Promise<CaseRow> {
  const item = await itemByKey(platform.db, input.service);
  if (!item) throw new DomainError('service-unknown');
  const subject = await subjectOf(platform, actor, item, input.subject);
  const sought =
    item.definition.subject !== 'ward' ? [subject.number] : input.subject === undefined ? null : [input.subject, ''];
  const existing = await openCaseOf(platform.db, item.key, actor.accountId, sought);
  const row =
    existing ??
    (await insertDraft(platform, actor, item, subject)) ??
    (await openCaseOf(platform.db, item.key, actor.accountId, [subject.number]));
  if (!row) throw new DomainError('case-state', { state: 'withdrawn' });
  return row.state === 'draft'
    ? fillCase(platform, row.id, { ward: item.definition.subject === 'ward' ? input.subject : undefined })
    : row;
}

interface Subject {
  number: string;
  name: string;
  relation: CaseRow['relation'];
}

async function subjectOf(
  platform: Platform,
  actor: Resident,
  item: ServiceItem,
  asked: string | undefined,
): Promise<Subject> {
  if (item.definition.subject === 'ward') return { number: '', name: '', relation: 'guardian' };
  if (item.definition.subject === 'applicant') return { number: actor.citizenId, name: actor.name, relation: 'self' };
  if (asked === undefined) throw new DomainError('subject-required');
  const delegation = await delegationFor(platform.db, {
    citizenId: actor.citizenId,
    creditCode: asked,
    scope: item.key,
    today: dateInShanghai(platform.now()),
  });
  if (!delegation) throw new DomainError('not-delegated');
  return { number: asked, name: delegation.organisationName, relation: 'agent' };
}

/** Undefined when an open case of the same item, applicant and subject was there first. */
async function insertDraft(
  platform: Platform,
  actor: Resident,
  item: ServiceItem,
  subject: Subject,
): Promise<CaseRow | undefined> {
  const agency = (await agencyById(platform.db, item.agencyId))!;
  const now = platform.now();
  return platform.db.transaction().execute(async (tx) => {
    const row: CaseRow = {
      id: newId(now.getTime()),
      // Region of the agency, day, number: nothing in it says who applies for what.
      number: `${agency.regionCode}-${dateInShanghai(now).replaceAll('-', '')}-${String(await nextCaseNumber(tx)).padStart(6, '0')}`,
      itemKey: item.key,
      itemVersion: item.version,
      definition: item.definition,
      applicantAccount: actor.accountId,
      applicantNumber: actor.citizenId,
      applicantName: actor.name,
      subjectNumber: subject.number,
      subjectName: subject.name,
      relation: subject.relation,
      relationProof: null,
      candidates: [],
      state: 'draft',
      ending: null,
      filledAt: null,
      form: {},
      fields: {},
      materials: {},
      eligibility: {},
      uses: [],
      version: 1,
      createdAt: now,
      submittedAt: null,
      acceptBy: null,
      correctionAskedAt: null,
      correctionNote: null,
      acceptedAt: null,
      promisedDate: null,
      dueDate: null,
      deadline: null,
      daysWaitFor: null,
      decidedAt: null,
      decidedBy: null,
      opinion: null,
      licenceId: null,
    };
    if (!(await insertCase(tx, row))) return undefined;
    const numbers = [row.applicantNumber, row.subjectNumber];
    await openMatter(platform, tx, { agencyId: agency.id, purpose: item.key, numbers, matter: row.id });
    await recordStep(platform, tx, row, { step: 'open', by: 'applicant', account: actor.accountId, agency });
    return row;
  });
}
