/** A CKAN action that was asked wrongly, or for what is not there, in CKAN's own words. */
export class CkanError extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;
  constructor(status: 400 | 403 | 404 | 409 | 504, type: string, more: Record<string, unknown>) {
    super(type);
    this.status = status;
    this.body = { __type: type, ...more };
  }
}

export const notFound = (what = 'Not found') => new CkanError(404, 'Not Found Error', { message: what });
export const invalid = (field: string, fault: string) => new CkanError(409, 'Validation Error', { [field]: [fault] });

/** What an action was asked: the body of a POST, or the query of a GET. */
export type Input = Readonly<Record<string, unknown>>;

export function textIn(input: Input, field: string): string | null {
  const value = input[field];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw invalid(field, 'Must be a string');
  if (value.length > 2000 || value.includes('\0')) throw invalid(field, 'Is too long');
  return value;
}

export function requiredText(input: Input, field: string): string {
  const value = textIn(input, field);
  if (value === null) throw invalid(field, 'Missing value');
  return value;
}

export function numberIn(input: Input, field: string, usual: number, most: number): number {
  const value = input[field];
  if (value === undefined || value === null || value === '') return usual;
  const number = typeof value === 'number' ? value : /^\d{1,9}$/.test(String(value)) ? Number(value) : Number.NaN;
  if (!Number.isInteger(number) || number < 0) throw invalid(field, 'Must be a natural number');
  return Math.min(number, most);
}

export function flagIn(input: Input, field: string, usual: boolean): boolean {
  const value = input[field];
  if (value === undefined || value === null || value === '') return usual;
  return value === true || value === 1 || /^(true|yes|t|y|1|on)$/i.test(String(value));
}

/** A list, given as one or as text with commas. */
export function listIn(input: Input, field: string): string[] | null {
  const value = input[field];
  if (value === undefined || value === null || value === '') return null;
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
  if (parts.length > 500 || parts.some((part) => typeof part !== 'string'))
    throw invalid(field, 'Must be a list of strings');
  return parts.map((part: string) => part.trim());
}

/** Filters: `{"field": "value" | ["value", ...]}`, as an object or as its JSON. */
export function filtersIn(input: Input): Map<string, string[]> {
  let value = input.filters;
  if (typeof value === 'string' && value !== '') {
    try {
      value = JSON.parse(value);
    } catch {
      throw invalid('filters', 'Cannot parse JSON');
    }
  }
  if (value === undefined || value === null || value === '') return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid('filters', 'Must be a dictionary');
  const filters = new Map<string, string[]>();
  for (const [field, wanted] of Object.entries(value)) {
    const list = Array.isArray(wanted) ? wanted : [wanted];
    if (list.length > 200 || list.some((each) => typeof each === 'object'))
      throw invalid('filters', `Bad value for ${field}`);
    filters.set(field, list.map(String));
  }
  return filters;
}

/** `fq` of package_search: `organization:name`, `groups:name`, `owner_org:id`, each with or without quotes, joined by spaces or AND. */
export function filterQuery(text: string | null): {
  organisation: string | null;
  group: string | null;
  name: string | null;
} {
  const found = { organisation: null as string | null, group: null as string | null, name: null as string | null };
  for (const [, field, quoted, plain] of (text ?? '').matchAll(/\+?(\w+):\(?(?:"([^"]*)"|([^\s")]+))\)?/g)) {
    const value = quoted ?? plain ?? '';
    if (field === 'organization' || field === 'owner_org') found.organisation = value;
    else if (field === 'groups') found.group = value;
    else if (field === 'name' || field === 'id') found.name = value;
    else if (field !== 'dataset_type' && field !== 'state' && field !== 'capacity')
      throw invalid('fq', `Unknown field ${field}`);
  }
  return found;
}
