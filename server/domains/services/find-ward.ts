import { dateInShanghai } from '../../../contracts/working-days.ts';
import { isSqlState, uniqueViolation } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordGuardianship } from '../identity/index.ts';
import { openMatter } from '../sharing/index.ts';
import type { Candidate, CaseRow, Use } from './case-data.ts';
import { agencyOfCase, recordStep } from './own-case.ts';
import { type Reader, readSource } from './read-source.ts';
import { ageOn } from './sources.ts';
import { caseById, openCaseOf, updateCase } from './store-cases.ts';

/**
 * For a case about a ward: asks, for this case, who stands in the record as the applicant's child (民法典 art. 27), and
 * settles on the one asked for or the only one. With several the applicant chooses. Other cases pass through as they are.
 * Returns the case to go on with, which is an older one if that is open for the same ward. Throws `not-guardian`.
 */
export async function findWard(
  platform: Platform,
  row: CaseRow,
  reader: Reader,
  wanted: string | undefined,
): Promise<CaseRow> {
  const rule = row.definition.guardianship;
  if (!rule || row.subjectNumber !== '') return row;
  if (row.candidates.length > 0) {
    if (wanted === undefined) return row;
    const known = row.candidates.find((ward) => ward.number === wanted);
    if (!known) throw new DomainError('not-guardian');
    return settleOn(platform, row, known);
  }

  const items = [...new Set([rule.wardItem, rule.wardNameItem, rule.wardBirthDateItem])].sort();
  const { answer, use } = await readSource(
    platform,
    reader,
    { resource: rule.resource, about: 'ward', items },
    row.applicantNumber,
    'guardian',
  );
  const uses: Use[] = [...row.uses, use];
  if (!answer.ok) {
    await updateCase(platform.db, row.id, { uses });
    return { ...row, uses };
  }
  const today = dateInShanghai(platform.now());
  const candidates: Candidate[] = answer.rows
    .map((record) => ({
      number: String(record[rule.wardItem] ?? ''),
      name: String(record[rule.wardNameItem] ?? ''),
      birthDate: record[rule.wardBirthDateItem] === null ? null : String(record[rule.wardBirthDateItem]),
      proof: {
        resource: rule.resource,
        resourceName: answer.resourceName,
        agency: answer.agency,
        item: rule.wardItem,
        asOf: answer.asOf,
        ledgerIndex: answer.ledgerIndex,
      },
    }))
    .filter(
      (ward) => ward.number !== '' && ward.birthDate !== null && ageOn(ward.birthDate, today) <= rule.maxAgeYears,
    );
  const chosen =
    wanted === undefined
      ? candidates.length === 1
        ? candidates[0]
        : undefined
      : candidates.find((ward) => ward.number === wanted);
  if (candidates.length === 0 || (wanted !== undefined && !chosen)) {
    await setAside(platform, { ...row, uses }, 'noWard');
    throw new DomainError('not-guardian');
  }
  await updateCase(platform.db, row.id, { uses, candidates });
  return chosen ? settleOn(platform, { ...row, uses, candidates }, chosen) : { ...row, uses, candidates };
}

/** Makes a ward the subject of a draft, keeps the proof, and lets identity know of the guardianship. */
async function settleOn(platform: Platform, row: CaseRow, ward: Candidate): Promise<CaseRow> {
  const agency = await agencyOfCase(platform.db, row);
  try {
    await platform.db.transaction().execute(async (tx) => {
      const numbers = [ward.number];
      await openMatter(platform, tx, { agencyId: agency.id, purpose: row.itemKey, numbers, matter: row.id });
      await updateCase(tx, row.id, {
        subjectNumber: ward.number,
        subjectName: ward.name,
        relationProof: ward.proof,
        candidates: [],
      });
      const { resource, ledgerIndex, asOf } = ward.proof;
      await recordGuardianship(tx, {
        guardianCitizenId: row.applicantNumber,
        wardCitizenId: ward.number,
        wardName: ward.name,
        wardBirthDate: ward.birthDate!,
        proof: { resource, ledgerIndex, asOf },
        provenAt: platform.now(),
      });
    });
  } catch (error) {
    if (!isSqlState(error, uniqueViolation)) throw error;
    const older = await openCaseOf(platform.db, row.itemKey, row.applicantAccount, [ward.number]);
    if (!older) throw error;
    await setAside(platform, row, 'openAlready');
    return older;
  }
  return (await caseById(platform.db, row.id))!;
}

/** Ends a draft that came to nothing; what was read for it stays on record. */
async function setAside(platform: Platform, row: CaseRow, why: string): Promise<void> {
  const agency = await agencyOfCase(platform.db, row);
  await platform.db.transaction().execute(async (tx) => {
    await updateCase(tx, row.id, { state: 'withdrawn', uses: row.uses });
    await recordStep(platform, tx, row, { step: why, by: 'system', account: null, agency });
  });
}
