import { setTimeout as pause } from 'node:timers/promises';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Platform } from '../../platform/platform.ts';
import { delegationFor, personByCitizenId } from '../identity/index.ts';
import { heldLicence, licenceTypeByKey } from '../licences/index.ts';
import type { CaseRow, Use } from './case-data.ts';
import { editable } from './cases.ts';
import { findWard } from './find-ward.ts';
import { agencyOfCase } from './own-case.ts';
import { type Reader, readSource } from './read-source.ts';
import {
  type Answer,
  type Answers,
  answerKey,
  type Known,
  planReads,
  type Read,
  resolveEligibility,
  resolveField,
  resolveMaterial,
} from './sources.ts';
import { caseById, claimFilling, lockCase, releaseFilling, updateCase } from './store-cases.ts';

/**
 * Reads everything that a draft needs, in the name of the agency that decides and for this case, and fills the form from
 * it. Done once: a second caller waits for the first. With `again`, only what could not be read before is read.
 * Throws `not-guardian` when no record shows a ward of the applicant (or not the one asked for).
 */
export async function fillCase(
  platform: Platform,
  id: string,
  options: { again?: boolean; ward?: string | undefined } = {},
): Promise<CaseRow> {
  const before = await caseById(platform.db, id);
  if (before!.filledAt !== null && !options.again) return before!;
  if (!(await claimFilling(platform.db, id, platform.now()))) return settled(platform, id);
  try {
    const row = (await caseById(platform.db, id))!;
    if (row.filledAt !== null && !options.again) return row;
    const agency = await agencyOfCase(platform.db, row);
    const reader: Reader = {
      agency,
      purpose: row.itemKey,
      caseNumber: row.number,
      service: row.definition.title.zh,
    };
    const found = await findWard(platform, row, reader, options.ward);
    // The applicant had a case for this ward already: that is the one.
    if (found.id !== id) return found;
    // Several wards: nothing is read about any of them until one is chosen.
    if (found.subjectNumber === '' && found.candidates.length > 0) return (await caseById(platform.db, id))!;
    await fill(platform, found, reader);
    return (await caseById(platform.db, id))!;
  } finally {
    await releaseFilling(platform.db, id);
  }
}

/** Another process is reading: its result is this one's too. */
async function settled(platform: Platform, id: string): Promise<CaseRow> {
  for (let i = 0; i < 50; i++) {
    const row = (await caseById(platform.db, id))!;
    if (row.filledAt !== null || row.candidates.length > 0 || row.state !== 'draft') return row;
    await pause(100);
  }
  return (await caseById(platform.db, id))!;
}

async function fill(platform: Platform, row: CaseRow, reader: Reader): Promise<void> {
  const known = await whatIsKnown(platform, row);
  const answers = new Map<string, Answer>();
  const uses: Use[] = [];
  const readAll = async (reads: Read[]) => {
    // A ward who is not chosen has no number to ask about.
    const askable = reads
      .filter((read) => read.about === 'applicant' || row.subjectNumber !== '')
      .filter((read) => !answeredBefore(row, read));
    const results = await Promise.all(
      askable.map(async (read) => ({
        read,
        ...(await readSource(
          platform,
          reader,
          read,
          read.about === 'applicant' ? row.applicantNumber : row.subjectNumber,
          'subject',
        )),
      })),
    );
    for (const { read, answer, use } of results) {
      answers.set(answerKey(read), answer);
      uses.push(use);
    }
  };
  await readAll(planReads(row.definition, known));
  await readAll(planReads(row.definition, known, answers));
  await platform.db.transaction().execute(async (tx) => {
    // What the applicant wrote or disputed while the sources were read stays.
    const now = await lockCase(tx, row.id);
    if (!now || !editable(now.state)) return;
    const found = merged(now, known, answers, dateInShanghai(platform.now()));
    await updateCase(tx, row.id, { ...found, uses: [...now.uses, ...uses], filledAt: platform.now() });
  });
}

function answeredBefore(row: CaseRow, read: Read): boolean {
  return row.uses.some(
    (use) =>
      use.resource === read.resource &&
      use.about === read.about &&
      (use.outcome === 'answered' || use.outcome === 'noRecord') &&
      read.items.every((item) => use.items.includes(item)),
  );
}

/** What stood filled stays, with its dispute; the rest is resolved anew where there is news of it. */
function merged(
  row: CaseRow,
  known: Known,
  answers: Answers,
  day: string,
): Pick<CaseRow, 'fields' | 'materials' | 'eligibility'> {
  const first = row.filledAt === null;
  const fields = { ...row.fields };
  for (const field of row.definition.fields) {
    const old = fields[field.name];
    const sources = [field.source, field.orElse].filter((source) => source !== undefined);
    const news = sources.some(
      (source) => 'resource' in source && answers.has(answerKey({ resource: source.resource, about: source.subject })),
    );
    if (first || !old || (old.kind === 'asked' && news)) fields[field.name] = resolveField(field, known, answers);
  }
  const materials = { ...row.materials };
  for (const material of row.definition.materials) {
    const old = materials[material.key];
    const news = material.satisfiedBy.some(
      (way) => 'resource' in way && answers.has(answerKey({ resource: way.resource, about: way.subject })),
    );
    if (first || !old || (old.by === null && news)) materials[material.key] = resolveMaterial(material, known, answers);
  }
  const eligibility = { ...row.eligibility };
  for (const [key, met] of Object.entries(resolveEligibility(row.definition, row.subjectNumber, answers, day))) {
    if (first || (eligibility[key] ?? null) === null) eligibility[key] = met;
  }
  return { fields, materials, eligibility };
}

async function whatIsKnown(platform: Platform, row: CaseRow): Promise<Known> {
  const { db } = platform;
  const day = dateInShanghai(platform.now());
  const person = await personByCitizenId(db, row.applicantNumber);
  const delegation =
    row.relation === 'agent'
      ? await delegationFor(db, {
          citizenId: row.applicantNumber,
          creditCode: row.subjectNumber,
          scope: row.itemKey,
          today: day,
        })
      : null;
  const licences = new Map<string, { identifier: string; name: string }>();
  for (const way of row.definition.materials.flatMap((material) => material.satisfiedBy)) {
    if (!('licence' in way) || row.subjectNumber === '') continue;
    const held = await heldLicence(db, row.subjectNumber, way.licence, day);
    if (held)
      licences.set(way.licence, {
        identifier: held.identifier,
        name: (await licenceTypeByKey(db, way.licence))?.name.zh ?? way.licence,
      });
  }
  return {
    account: { name: row.applicantName, citizenId: row.applicantNumber, mobile: person?.mobile ?? null },
    delegation: delegation
      ? { agentName: row.applicantName, agentCitizenId: row.applicantNumber, validUntil: delegation.validUntil }
      : null,
    licences,
  };
}
