import { Type } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { ResourceDraft } from '../../../contracts/catalogue.ts';
import { holdsCitizenId } from '../../../contracts/citizen-id.ts';
import type { FieldFault, Language } from '../../../contracts/errors.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { readWorkbook } from '../../platform/workbook.ts';
import { copyOf } from './change-entry.ts';
import type { Steward } from './edit-resource.ts';
import { keepHistory } from './keep-history.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { readSheet } from './read-sheet.ts';
import { fieldsOf, type Resource, unpublished } from './resource.ts';
import { labelsOf } from './sheet-columns.ts';
import { insertResource, resourceForChange, updateResource } from './store.ts';
import { idByName, openChangeOf } from './store-editions.ts';
import { codeLists } from './store-vocabulary.ts';

export interface Imported {
  created: number;
  edited: number;
  changesBegun: number;
}

const Drafts = Type.Array(ResourceDraft, { minItems: 1, maxItems: 2000 });

/**
 * Takes the entries of a file (the guide's spreadsheet as XLSX or CSV, or JSON) into an agency's drafts: a new name begins
 * a draft, a known one edits its draft or begins a change of what is published. All or nothing. Throws `import-refused` with
 * every fault by its cell, and `file-malformed`.
 */
export async function importEntries(
  platform: Platform,
  steward: Steward,
  file: Buffer,
  language: Language,
): Promise<Imported> {
  const { drafts, faults } = await draftsIn(platform.db, file, language);
  if (faults.length > 0) throw new DomainError('import-refused', { count: faults.length }, faults);
  return platform.db.transaction().execute(async (tx) => {
    const imported: Imported = { created: 0, edited: 0, changesBegun: 0 };
    const refused: FieldFault[] = [];
    for (const { draft, cell } of drafts) {
      const act = await take(platform, tx, steward, draft);
      if (act === null)
        refused.push({ field: cell, fault: 'state', message: stateWords[language === 'en' ? 'en' : 'zh'] });
      else imported[act] += 1;
    }
    if (refused.length > 0) throw new DomainError('import-refused', { count: refused.length }, refused);
    return imported;
  });
}

const stateWords = {
  zh: '本部门的这条目录正在审核或已停用，不能修改',
  en: 'this entry of your agency is under review or retired and cannot be edited',
};

async function draftsIn(db: Db, file: Buffer, language: Language) {
  if (file.length === 0) throw new DomainError('file-malformed');
  if (file[0] === 0x50 && file[1] === 0x4b) return sheet(db, readWorkbook(file), language);
  const start = file
    .subarray(0, 200)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start.startsWith('[') || start.startsWith('{')) return fromJson(file);
  return sheet(db, readCsvRows(file), language);
}

async function sheet(db: Db, rows: string[][], language: Language) {
  return readSheet(rows, labelsOf(await codeLists(db)), language);
}

function fromJson(file: Buffer): { drafts: { draft: ResourceDraft; cell: string }[]; faults: FieldFault[] } {
  let value: unknown;
  try {
    value = JSON.parse(file.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    throw new DomainError('json-malformed');
  }
  if (!Check(Drafts, value)) {
    const faults = [...Errors(Drafts, value)].slice(0, 200);
    return {
      drafts: [],
      faults: faults.map(({ instancePath, message }) => ({ field: instancePath || '/', fault: 'schema', message })),
    };
  }
  const names = new Set<string>();
  const faults: FieldFault[] = [];
  value.forEach(({ name }, at) => {
    if (names.has(name.trim())) faults.push({ field: `/${at}/name`, fault: 'nameTwice', message: name });
    if (holdsCitizenId(JSON.stringify(value[at]))) faults.push({ field: `/${at}`, fault: 'personNumber', message: '' });
    names.add(name.trim());
  });
  return { drafts: value.map((draft, at) => ({ draft, cell: `/${at}` })), faults };
}

async function take(
  platform: Platform,
  tx: Db,
  steward: Steward,
  draft: ResourceDraft,
): Promise<keyof Imported | null> {
  const fields = fieldsOf(draft);
  const now = platform.now();
  const id = await idByName(tx, steward.agencyId, fields.name);
  const known = id === undefined ? undefined : await resourceForChange(tx, id);
  if (!known) {
    const created: Resource = {
      ...fields,
      ...unpublished,
      id: newId(),
      code: null,
      key: null,
      providerId: steward.agencyId,
      state: 'draft',
      remarks: [],
      version: 1,
      updatedAt: now,
      publishedAt: null,
    };
    await insertResource(tx, created, steward.accountId);
    await keepHistory(platform, tx, created, steward, 'imported');
    return 'created';
  }
  if (known.state === 'draft' || known.state === 'returned') {
    await edit(platform, tx, steward, known, fields);
    return 'edited';
  }
  if (known.state !== 'published' && known.state !== 'suspended') return null;
  const open = await openChangeOf(tx, known.id);
  const change = open && (await resourceForChange(tx, open.id));
  if (change) {
    if (change.state === 'submitted') return null;
    await edit(platform, tx, steward, change, fields);
    return 'edited';
  }
  const begun: Resource = { ...copyOf(known, now, { changeOf: known.id }), ...fields };
  await insertResource(tx, begun, steward.accountId);
  await keepHistory(platform, tx, begun, steward, 'imported');
  return 'changesBegun';
}

async function edit(
  platform: Platform,
  tx: Db,
  steward: Steward,
  before: Resource,
  fields: ReturnType<typeof fieldsOf>,
) {
  const edited: Resource = { ...before, ...fields, version: before.version + 1, updatedAt: platform.now() };
  await updateResource(tx, edited, 'replaceItems');
  await keepHistory(platform, tx, edited, steward, 'imported');
}
