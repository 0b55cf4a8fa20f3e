import { type Item, itemTypes, shareTypes } from '../../../contracts/catalogue.ts';
import type { Resource } from './resource.ts';

/** What a cell may say beside its text: labels of code lists, in both directions. */
export interface Labels {
  /** List code → label or code → code. */
  read: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** List code → code → label. */
  write: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export type CellFault = 'notInList' | 'notYesNo' | 'notNumber' | 'notDate' | 'tooLong';
export type Cell = { value: unknown } | { fault: CellFault };

interface Column<Source> {
  /** Its head, in the guide's words (政务信息资源目录编制指南). */
  title: string;
  /** The member of the draft that it fills; null: it is only written. */
  field: string | null;
  read(text: string, labels: Labels): Cell;
  write(source: Source, labels: Labels): string;
}

const yes = new Set(['是', 'y', 'yes', 'true', '1']);
const no = new Set(['否', 'n', 'no', 'false', '0']);
const ok = (value: unknown): Cell => ({ value });

function text<S>(title: string, field: string, most: number, write: (source: S) => string | null): Column<S> {
  return {
    title,
    field,
    read: (cell) => ([...cell].length > most ? { fault: 'tooLong' } : ok(cell)),
    write: (source) => write(source) ?? '',
  };
}
function coded<S>(title: string, field: string, list: string, write: (source: S) => string | null): Column<S> {
  return {
    title,
    field,
    read: (cell, { read }) => {
      const code = read.get(list)?.get(cell);
      return code === undefined ? { fault: 'notInList' } : ok(code);
    },
    write: (source, labels) => {
      const code = write(source);
      return code === null ? '' : (labels.write.get(list)?.get(code) ?? code);
    },
  };
}
function flag<S>(title: string, field: string, write: (source: S) => boolean | null): Column<S> {
  return {
    title,
    field,
    read: (cell) => {
      const word = cell.toLowerCase();
      return yes.has(word) ? ok(true) : no.has(word) ? ok(false) : { fault: 'notYesNo' };
    },
    write: (source) => {
      const value = write(source);
      return value === null ? '' : value ? '是' : '否';
    },
  };
}
function number<S>(title: string, field: string, most: number, write: (source: S) => number | null): Column<S> {
  return {
    title,
    field,
    read: (cell) => (/^\d{1,7}$/.test(cell) && Number(cell) <= most ? ok(Number(cell)) : { fault: 'notNumber' }),
    write: (source) => String(write(source) ?? ''),
  };
}
function date<S>(title: string, field: string, write: (source: S) => string | null): Column<S> {
  return {
    title,
    field,
    read: (cell) => {
      const day = dayOf(cell);
      return day === null ? { fault: 'notDate' } : ok(day);
    },
    write: (source) => write(source) ?? '',
  };
}
function many<S>(title: string, field: string, write: (source: S) => string[]): Column<S> {
  return {
    title,
    field,
    read: (cell) => {
      const parts = cell.split(/[\s,，、;；]+/).filter(Boolean);
      return parts.length > 50 || parts.some((part) => part.length > 40) ? { fault: 'tooLong' } : ok(parts);
    },
    write: (source) => write(source).join('、'),
  };
}

/** `2026-11-25`, `2026/11/25`, or the day count that a spreadsheet keeps of it; null when it is no day. */
function dayOf(cell: string): string | null {
  const written = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(cell);
  const day = written
    ? `${written[1]}-${written[2]!.padStart(2, '0')}-${written[3]!.padStart(2, '0')}`
    : /^\d{4,6}$/.test(cell)
      ? new Date(Date.UTC(1899, 11, 30) + Number(cell) * 86_400_000).toISOString().slice(0, 10)
      : null;
  const time = day === null ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : day;
}

export interface SheetEntry extends Resource {
  providerName: string;
  providerCode: string;
}

const onlyWritten = (title: string, write: (entry: SheetEntry) => string): Column<SheetEntry> => ({
  title,
  field: null,
  read: () => ok(undefined),
  write,
});

/** The entry's columns; a row that names an entry begins it, and the rows after it without a name go on with its items. */
export const entryColumns: readonly Column<SheetEntry>[] = [
  text('信息资源分类', 'classCode', 20, (entry) => entry.classCode),
  text('信息资源名称', 'name', 200, (entry) => entry.name),
  text('英文名称', 'nameEn', 300, (entry) => entry.nameEn),
  onlyWritten('信息资源代码', (entry) => entry.code ?? ''),
  onlyWritten('信息资源提供方', (entry) => entry.providerName),
  onlyWritten('信息资源提供方代码', (entry) => entry.providerCode),
  text('信息资源摘要', 'summary', 2000, (entry) => entry.summary),
  coded('信息资源格式', 'format', 'resource-format', (entry) => entry.format),
  coded('共享类型', 'shareType', 'share-type', (entry) => entry.shareType),
  text('共享条件', 'shareCondition', 1000, (entry) => entry.shareCondition),
  text('不予共享依据', 'legalBasis', 1000, (entry) => entry.legalBasis),
  coded('共享方式', 'shareMethod', 'share-method', (entry) => entry.shareMethod),
  flag('是否向社会开放', 'openToPublic', (entry) => entry.openToPublic),
  text('开放条件', 'openCondition', 1000, (entry) => entry.openCondition),
  coded('更新周期', 'updateCycle', 'update-cycle', (entry) => entry.updateCycle),
  onlyWritten('发布日期', (entry) => entry.publishedAt?.toISOString().slice(0, 10) ?? ''),
  many('关联资源代码', 'relatedCodes', (entry) => entry.relatedCodes),
  text('应用场景', 'scenario', 500, (entry) => entry.scenario),
  coded('所属领域', 'domain', 'resource-domain', (entry) => entry.domain),
  coded('所在层级', 'level', 'exercise-level', (entry) => entry.level),
  text('行政区划', 'region', 6, (entry) => entry.region),
  date('数据起始日期', 'timeFrom', (entry) => entry.timeFrom),
  date('数据截止日期', 'timeUntil', (entry) => entry.timeUntil),
  coded('提供渠道', 'channel', 'supply-channel', (entry) => entry.channel),
  text('中央业务指导部门代码', 'guidanceCode', 18, (entry) => entry.guidanceCode),
  many('来源事项编码', 'sourceItems', (entry) => entry.sourceItems),
  coded('主体类型', 'subjectKind', 'subject-kind', (entry) => entry.subjectKind),
];

export interface SheetItem extends Item {
  key: boolean;
  subject: boolean;
  guardian: boolean;
}

/** An item's columns: one row each. */
export const itemColumns: readonly Column<SheetItem>[] = [
  text('信息项名称', 'name', 100, (item) => item.name),
  text('信息项代码', 'code', 100, (item) => item.code),
  text('信息项英文名称', 'nameEn', 200, (item) => item.nameEn),
  coded('数据类型', 'type', 'data-type', (item) => item.type),
  number('数据长度', 'length', 1_000_000, (item) => item.length),
  number('小数位数', 'precision', 20, (item) => item.precision),
  flag('是否必填', 'required', (item) => item.required),
  flag('是否主键', 'key', (item) => item.key),
  flag('是否主体', 'subject', (item) => item.subject),
  flag('是否监护人', 'guardian', (item) => item.guardian),
  text('代码表', 'codeList', 100, (item) => item.codeList),
  coded('校验', 'check', 'check', (item) => item.check),
  coded('敏感级别', 'sensitivity', 'sensitivity', (item) => item.sensitivity),
  flag('是否涉密', 'secret', (item) => item.secret),
  coded('信息项共享类型', 'shareType', 'share-type', (item) => item.shareType),
  text('信息项共享条件', 'shareCondition', 1000, (item) => item.shareCondition),
  text('信息项不予共享依据', 'legalBasis', 1000, (item) => item.legalBasis),
  flag('信息项是否开放', 'open', (item) => item.open),
  text('数据元', 'element', 50, (item) => item.element),
];

export const sheetTitles = [...entryColumns, ...itemColumns].map(({ title }) => title);

/** Lists that the platform itself knows, beside those of the packs. */
const own: Record<string, [code: string, label: string][]> = {
  'share-type': [
    [shareTypes[0], '无条件共享'],
    [shareTypes[1], '有条件共享'],
    [shareTypes[2], '不予共享'],
  ],
  'subject-kind': [
    ['person', '自然人'],
    ['organisation', '法人'],
    ['none', '无'],
  ],
  'data-type': itemTypes.map((type, at) => [
    type,
    [
      '字符型C',
      '数值型N',
      '货币型Y',
      '日期型D',
      '日期时间型T',
      '逻辑型L',
      '备注型M',
      '通用型G',
      '双精度型B',
      '整型I',
      '浮点型F',
    ][at]!,
  ]),
  check: [
    ['citizenId', '公民身份号码'],
    ['creditCode', '统一社会信用代码'],
  ],
  sensitivity: [
    ['none', '一般'],
    ['personal', '个人信息'],
    ['sensitive', '敏感个人信息'],
  ],
};

/** Labels of the platform's own lists and of the packs' lists. */
export function labelsOf(
  lists: readonly { code: string; entries: readonly { code: string; name: string }[] }[],
): Labels {
  const all = new Map<string, [string, string][]>(
    lists.map(({ code, entries }) => [code, entries.map((each) => [each.code, each.name])]),
  );
  for (const [code, entries] of Object.entries(own)) all.set(code, entries);
  return {
    write: new Map([...all].map(([list, entries]) => [list, new Map(entries)])),
    read: new Map(
      [...all].map(([list, entries]) => [
        list,
        new Map(
          entries.flatMap(([code, label]) => [
            [label, code] as const,
            [code, code] as const,
            [shortLabel(label), code] as const,
          ]),
        ),
      ]),
    ),
  };
}

/** 无条件共享 is also written 无条件, 字符型C also 字符型. */
function shortLabel(label: string): string {
  return label.replace(/(?<=.条件)共享$/, '').replace(/(?<=型)[A-Z]$/, '');
}
