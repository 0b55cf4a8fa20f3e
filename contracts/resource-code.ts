/**
 * Code of an information resource (政务信息资源目录编制指南, 发改高技术〔2017〕1272号): 类 1, 项 2, 目 3 and 细目 of any length,
 * then '/', then 顺序码 of any length, all digits: 307001/000001.
 */
export interface ResourceCodeParts {
  /** 类, 项, 目 and 细目 together: 307001. */
  classification: string;
  /** 类: 1 基础, 2 主题, 3 部门. */
  kind: '1' | '2' | '3';
  /** 项, two digits. */
  group: string;
  /** 目, three digits. */
  subgroup: string;
  /** 细目, possibly empty. */
  detail: string;
  /** 顺序码. */
  sequence: string;
}

// The guide sets no length for 细目 and 顺序码; twenty digits is this platform's limit.
const shape = /^([123])(\d{2})(\d{3})(\d{0,20})\/(\d{1,20})$/;

/** The parts of a resource code, or null when the text is not one. */
export function parseResourceCode(text: string): ResourceCodeParts | null {
  const match = shape.exec(text);
  if (!match) return null;
  const [, kind, group = '', subgroup = '', detail = '', sequence = ''] = match;
  if (kind !== '1' && kind !== '2' && kind !== '3') return null;
  return { classification: kind + group + subgroup + detail, kind, group, subgroup, detail, sequence };
}

/** The code of the n-th resource of a class (n ≥ 1, written with six digits or more). Throws RangeError otherwise. */
export function formatResourceCode(classification: string, sequence: number): string {
  const code = `${classification}/${String(sequence).padStart(6, '0')}`;
  if (!Number.isSafeInteger(sequence) || sequence < 1 || !shape.test(code))
    throw new RangeError(`Not a resource code: ${code}`);
  return code;
}

/** The code as a URL carries it: 307001-000001. Throws RangeError when the text is not a resource code. */
export function resourceCodeToPath(code: string): string {
  if (!shape.test(code)) throw new RangeError(`Not a resource code: ${code}`);
  return code.replace('/', '-');
}

/** The code that a URL names, or null when the text is not one. */
export function resourceCodeFromPath(path: string): string | null {
  const code = path.replace('-', '/');
  return !path.includes('/') && shape.test(code) ? code : null;
}
