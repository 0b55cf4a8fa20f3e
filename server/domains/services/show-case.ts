import type { Actor } from '../../../contracts/actor.ts';
import { maskCitizenId } from '../../../contracts/citizen-id.ts';
import type { Case, CaseSummary } from '../../../contracts/services.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Agency } from '../directory/index.ts';
import { accountName } from '../identity/index.ts';
import type { CaseRow, SourceRef } from './case-data.ts';
import { type English, englishNames, sourceNames } from './english-names.ts';
import { formValue } from './form.ts';
import { agencyOfCase } from './own-case.ts';
import { isBad } from './rate-case.ts';
import { reasonWords } from './reasons.ts';
import { type Step, stepsOf } from './store-cases.ts';
import { ratingOf } from './store-ratings.ts';
import { type UploadHead, uploadsOf } from './store-uploads.ts';

type Field = Case['fields'][number];
type Material = Case['materials'][number];

/** Cases for a list. Numbers of people are masked. */
export async function caseSummaries(platform: Platform, rows: CaseRow[]): Promise<CaseSummary[]> {
  const agencies = new Map<string, Agency>();
  for (const row of rows) {
    if (!agencies.has(row.itemKey)) agencies.set(row.itemKey, await agencyOfCase(platform.db, row));
  }
  const today = dateInShanghai(platform.now());
  return rows.map((row) => summary(row, agencies.get(row.itemKey)!, today));
}

/** A case with everything that its applicant and its case worker look at; who of the agency acted is told to its staff alone. */
export async function wholeCase(platform: Platform, row: CaseRow, reader: Actor['kind'] = 'person'): Promise<Case> {
  const [shown] = await caseSummaries(platform, [row]);
  const uploads = await uploadsOf(platform.db, row.id);
  const steps = await stepsOf(platform.db, row.id);
  const english = await englishNames(platform.db, row);
  const rating = await ratingOf(platform.db, row.id);
  const names = reader === 'staff' ? await namesOf(platform, steps) : new Map<string, string>();
  return {
    ...shown!,
    acceptBy: row.acceptBy,
    acceptedAt: instant(row.acceptedAt),
    correctionNote: row.correctionNote,
    decidedAt: instant(row.decidedAt),
    opinion: row.opinion,
    licenceId: row.licenceId,
    filled: row.filledAt !== null || row.candidates.length > 0,
    relationProof: row.relationProof && { ...row.relationProof, ...sourceNames(row.relationProof, english) },
    choices: row.candidates.map((ward, choice) => ({
      choice,
      name: ward.name,
      number: maskCitizenId(ward.number),
      birthDate: ward.birthDate,
    })),
    fields: row.definition.fields.map((field) => shownField(row, field, english)),
    materials: row.definition.materials.map((material) =>
      shownMaterial(
        row,
        material,
        uploads.filter((upload) => upload.material === material.key),
        english,
      ),
    ),
    eligibility: row.definition.eligibility.map((rule) => ({
      key: rule.key,
      met: row.eligibility[rule.key] ?? null,
      message: rule.message,
    })),
    uses: row.uses.map(({ about, items, ledgerIndex, at, outcome, ...source }) => ({
      ...sourceNames(source, english),
      about,
      items,
      ledgerIndex,
      at,
      outcome,
    })),
    rating: rating
      ? { ...rating, at: rating.at.toISOString(), bad: isBad(rating), answeredAt: instant(rating.answeredAt) }
      : null,
    steps: steps.map((step) => ({
      at: step.at.toISOString(),
      step: step.step,
      actor: step.actor as Case['steps'][number]['actor'],
      opinion: step.opinion,
      by: (step.account && names.get(step.account)) ?? null,
    })),
  };
}

async function namesOf(platform: Platform, steps: Step[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { account } of steps) {
    if (account === null || names.has(account)) continue;
    const name = await accountName(platform.db, account);
    if (name !== null) names.set(account, name);
  }
  return names;
}

function summary(row: CaseRow, agency: Agency, today: string): CaseSummary {
  return {
    id: row.id,
    number: row.number,
    service: { key: row.itemKey, title: row.definition.title, agency: agency.name, agencyEn: agency.nameEn },
    applicant: { name: row.applicantName, number: maskCitizenId(row.applicantNumber) },
    subject: row.subjectNumber === '' ? null : { name: row.subjectName, number: maskCitizenId(row.subjectNumber) },
    relation: row.relation,
    state: row.state,
    ending: row.ending,
    createdAt: row.createdAt.toISOString(),
    submittedAt: instant(row.submittedAt),
    deadline: row.deadline,
    late: row.deadline !== null && today > row.deadline,
    promisedDate: row.promisedDate,
    dueDate: row.dueDate,
    version: row.version,
  };
}

function shownField(row: CaseRow, field: CaseRow['definition']['fields'][number], english: English): Field {
  const state = row.fields[field.name];
  const filled = state?.kind === 'filled' ? state : null;
  const dispute = filled?.dispute;
  return {
    name: field.name,
    title: field.title,
    value: formValue(state, row.form[field.name]),
    codeList: field.codeList ?? null,
    sensitive: field.sensitive ?? false,
    kind: filled ? 'filled' : 'asked',
    origin: filled?.origin ?? null,
    source: filled?.source ? { ...filled.source, ...sourceNames(filled.source, english) } : null,
    why: state?.kind === 'asked' ? reasonWords(state.reasons, english) : null,
    dispute: dispute && filled ? { sourceValue: filled.value, ...dispute } : null,
  };
}

function shownMaterial(
  row: CaseRow,
  material: CaseRow['definition']['materials'][number],
  uploads: UploadHead[],
  english: English,
): Material {
  const state = row.materials[material.key];
  const by = state?.by ?? null;
  const commitment = material.satisfiedBy.find((way) => 'commitment' in way);
  const mayUpload = material.satisfiedBy.some((way) => 'upload' in way);
  const satisfied = by !== null || uploads.length > 0;
  const reason = reasonWords(state?.reasons ?? [], english);
  return {
    key: material.key,
    name: material.name,
    required: material.required,
    legalBasis: material.legalBasis,
    state: satisfied ? 'satisfied' : commitment ? 'commit' : mayUpload ? 'upload' : 'missing',
    how: by?.how ?? (uploads.length > 0 ? 'upload' : null),
    licence: by?.how === 'licence' ? { identifier: by.identifier, name: by.name } : null,
    source: by?.how === 'shared' ? shownSource(by.source, english) : null,
    commitment: commitment?.commitment ?? null,
    mayUpload: mayUpload && (by === null || by.how === 'commitment'),
    uploads: uploads.map((upload) => ({
      id: upload.id,
      fileName: upload.fileName,
      mediaType: upload.mediaType,
      bytes: upload.bytes,
      at: upload.at.toISOString(),
    })),
    // The item's own words say what was looked for; the reasons say what came of it.
    why:
      by === null || by.how === 'commitment'
        ? { zh: `${material.why.zh}${reason?.zh ?? ''}`, en: `${material.why.en} ${reason?.en ?? ''}`.trim() }
        : null,
  };
}

function shownSource(source: Omit<SourceRef, 'item'>, english: English): NonNullable<Material['source']> {
  return { ...sourceNames(source, english), asOf: source.asOf, ledgerIndex: source.ledgerIndex };
}

function instant(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
