import type { ItemDraft, ResourceDraft } from '../../../contracts/catalogue.ts';
import { holdsCitizenId } from '../../../contracts/citizen-id.ts';
import type { FieldFault, Language } from '../../../contracts/errors.ts';
import { cellName } from '../../platform/workbook.ts';
import { type CellFault, entryColumns, itemColumns, type Labels } from './sheet-columns.ts';

const entryLimit = 2000;
const itemLimit = 500;

const words = {
  notInList: { zh: '“{cell}”不是这一栏可以填的值', en: '“{cell}” is not one of the values of this column' },
  notYesNo: { zh: '“{cell}”应填“是”或“否”', en: '“{cell}” should be 是 or 否' },
  notNumber: { zh: '“{cell}”不是合适的数字', en: '“{cell}” is not a fitting number' },
  notDate: { zh: '“{cell}”不是日期，请写成 2026-11-25', en: '“{cell}” is not a date; write 2026-11-25' },
  tooLong: { zh: '文字太长', en: 'is too long' },
  columnUnknown: { zh: '没有“{cell}”这一栏', en: 'there is no column “{cell}”' },
  columnMissing: { zh: '缺少“{cell}”一栏', en: 'column “{cell}” is missing' },
  columnTwice: { zh: '“{cell}”一栏出现两次', en: 'column “{cell}” stands twice' },
  nameFirst: { zh: '信息项前没有信息资源名称', en: 'an item comes before the name of any entry' },
  nameTwice: { zh: '“{cell}”在文件中出现两次', en: '“{cell}” stands twice in the file' },
  itemNameMissing: { zh: '缺少信息项名称', en: 'the item has no name' },
  itemTypeMissing: { zh: '缺少数据类型', en: 'the item has no type' },
  personNumber: { zh: '目录中不能写公民身份号码', en: 'a catalogue holds no citizen ID number' },
  tooManyEntries: { zh: '一个文件最多 {cell} 条目录', en: 'a file holds at most {cell} entries' },
  tooManyItems: { zh: '一条目录最多 {cell} 个信息项', en: 'an entry has at most {cell} items' },
  nothing: { zh: '文件中没有目录', en: 'the file holds no entry' },
} as const;

interface Found {
  cell: string;
  fault: keyof typeof words | CellFault;
  text: string;
}

/** Entries as a sheet gives them, each with the cell of its name; or everything that is wrong, by cell. */
export function readSheet(
  rows: readonly (readonly string[])[],
  labels: Labels,
  language: Language,
): { drafts: { draft: ResourceDraft; cell: string }[]; faults: FieldFault[] } {
  const found: Found[] = [];
  const columns = headOf(rows[0] ?? [], found);
  const drafts: { draft: Partial<ResourceDraft> & { items: ItemDraft[] }; cell: string }[] = [];
  const names = new Set<string>();
  if (found.length === 0)
    for (let row = 1; row < rows.length; row += 1) {
      const cells = rows[row]!.map((cell) => cell.trim());
      if (cells.every((cell) => cell === '')) continue;
      const values = valuesOf(cells, row, columns, labels, found);
      const nameAt = cellName(columns.name, row);
      const { name } = values.entry;
      if (typeof name === 'string') {
        if (names.has(name)) found.push({ cell: nameAt, fault: 'nameTwice', text: name });
        names.add(name);
        drafts.push({ draft: { ...values.entry, items: [] }, cell: nameAt });
        if (drafts.length > entryLimit) {
          found.push({ cell: nameAt, fault: 'tooManyEntries', text: String(entryLimit) });
          break;
        }
      }
      const current = drafts.at(-1);
      if (Object.keys(values.item).length === 0) continue;
      if (!current) found.push({ cell: nameAt, fault: 'nameFirst', text: '' });
      else addItem(current.draft, values.item, row, columns, found);
    }
  if (found.length === 0 && drafts.length === 0) found.push({ cell: 'A1', fault: 'nothing', text: '' });
  return {
    drafts: drafts as { draft: ResourceDraft; cell: string }[],
    faults: found.slice(0, 500).map(({ cell, fault, text }) => ({
      field: cell,
      fault,
      message: words[fault][language === 'en' ? 'en' : 'zh'].replace('{cell}', text.slice(0, 40)),
    })),
  };
}

interface Columns {
  name: number;
  places: { column: (typeof entryColumns)[number] | (typeof itemColumns)[number]; item: boolean; at: number }[];
}

function headOf(head: readonly string[], found: Found[]): Columns {
  const places: Columns['places'] = [];
  const entry = new Map(entryColumns.map((column) => [column.title, column]));
  const item = new Map(itemColumns.map((column) => [column.title, column]));
  head.forEach((cell, at) => {
    const title = cell.trim();
    if (title === '') return;
    const column = entry.get(title) ?? item.get(title);
    if (!column) found.push({ cell: cellName(at, 0), fault: 'columnUnknown', text: title });
    else if (places.some((place) => place.column === column))
      found.push({ cell: cellName(at, 0), fault: 'columnTwice', text: title });
    else places.push({ column, item: item.get(title) === column, at });
  });
  for (const title of ['信息资源名称', '信息项名称', '数据类型'])
    if (!places.some(({ column }) => column.title === title))
      found.push({ cell: 'A1', fault: 'columnMissing', text: title });
  return { name: places.find(({ column }) => column.title === '信息资源名称')?.at ?? 0, places };
}

function valuesOf(cells: readonly string[], row: number, { places }: Columns, labels: Labels, found: Found[]) {
  const values = { entry: {} as Record<string, unknown>, item: {} as Record<string, unknown> };
  for (const { column, item, at } of places) {
    const text = cells[at] ?? '';
    if (text === '' || column.field === null) continue;
    const cell = cellName(at, row);
    if (holdsCitizenId(text)) {
      found.push({ cell, fault: 'personNumber', text: '' });
      continue;
    }
    const read = column.read(text, labels);
    if ('fault' in read) found.push({ cell, fault: read.fault, text });
    else (item ? values.item : values.entry)[column.field] = read.value;
  }
  return values;
}

function addItem(
  draft: Partial<ResourceDraft> & { items: ItemDraft[] },
  values: Record<string, unknown>,
  row: number,
  { places }: Columns,
  found: Found[],
): void {
  const at = (title: string) => cellName(places.find(({ column }) => column.title === title)?.at ?? 0, row);
  const { key, subject, guardian, ...item } = values;
  const told = (title: string) => found.some(({ cell }) => cell === at(title));
  if (item.name === undefined) return void found.push({ cell: at('信息项名称'), fault: 'itemNameMissing', text: '' });
  if (item.type === undefined) {
    if (!told('数据类型')) found.push({ cell: at('数据类型'), fault: 'itemTypeMissing', text: '' });
    return;
  }
  if (draft.items.length >= itemLimit)
    return void found.push({ cell: at('信息项名称'), fault: 'tooManyItems', text: String(itemLimit) });
  const code = typeof item.code === 'string' ? item.code : `item_${draft.items.length + 1}`;
  draft.items.push({ ...(item as unknown as ItemDraft), code });
  if (key) draft.keyItems = [...(draft.keyItems ?? []), code];
  if (guardian) draft.guardianItems = [...(draft.guardianItems ?? []), code];
  if (subject) draft.subjectItem = code;
}
