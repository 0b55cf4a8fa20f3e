/** The value has no canonical JSON. `path` says where, as $.a[0]. */
export class NotCanonical extends TypeError {
  readonly path: string;

  constructor(path: string, fault: string) {
    super(`${path} has no canonical JSON: ${fault}`);
    this.name = 'NotCanonical';
    this.path = path;
  }
}

// Deeper than any reply of ours; a value that contains itself ends here.
const maxDepth = 200;

/**
 * The canonical JSON of a value (RFC 8785): members in the order of their names' UTF-16 code units, numbers and strings
 * as ECMAScript writes them, no white space. Throws NotCanonical for what JSON cannot hold: undefined, NaN, infinities,
 * bigint, functions, lone surrogates, objects that are not plain (a Date, a Map), and nesting deeper than 200.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/**
 * Writes objects that are alike but for some members: what they share is written once. The values of the open members are given
 * as canonical JSON already, in the order of their names here; a value of undefined leaves its member out.
 */
export function canonicalFrame(
  shared: object,
  open: readonly string[],
): (values: readonly (string | undefined)[]) => string {
  const names = [...new Set([...Object.keys(shared), ...open])].sort();
  const steps: { text: string; value: number }[] = [];
  for (const name of names) {
    const value = open.indexOf(name);
    const lead = `${writeString(name, [])}:`;
    const last = steps.at(-1);
    if (value >= 0) steps.push({ text: lead, value });
    else {
      const text = lead + write((shared as Record<string, unknown>)[name], [name]);
      if (last && last.value < 0) last.text += `,${text}`;
      else steps.push({ text, value });
    }
  }
  return (values) => {
    let written = '{';
    for (const { text, value } of steps) {
      if (value < 0) written += written.length === 1 ? text : `,${text}`;
      else if (values[value] !== undefined) written += `${written.length === 1 ? '' : ','}${text}${values[value]}`;
    }
    return `${written}}`;
  };
}

type Path = (string | number)[];

function write(value: unknown, path: Path): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonical(pathText(path), String(value));
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (path.length >= maxDepth) throw new NotCanonical(pathText(path), `nested deeper than ${maxDepth}`);
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    default:
      throw new NotCanonical(pathText(path), typeof value);
  }
}

function writeString(value: string, path: Path): string {
  if (!value.isWellFormed()) throw new NotCanonical(pathText(path), 'a lone surrogate');
  return JSON.stringify(value);
}

function writeArray(value: unknown[], path: Path): string {
  let text = '[';
  for (let index = 0; index < value.length; index += 1) {
    path.push(index);
    text += (index === 0 ? '' : ',') + write(value[index], path);
    path.pop();
  }
  return `${text}]`;
}

function writeObject(value: object, path: Path): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm is recognised by having no prototype above its own.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new NotCanonical(pathText(path), 'not a plain object');
  let text = '{';
  // Without a comparator sort() orders by UTF-16 code units, which is the order that RFC 8785 asks.
  for (const name of Object.keys(value).sort()) {
    path.push(name);
    text += `${text === '{' ? '' : ','}${writeString(name, path)}:${write((value as Record<string, unknown>)[name], path)}`;
    path.pop();
  }
  return `${text}}`;
}

function pathText(path: Path): string {
  return `$${path.map((step) => (typeof step === 'number' ? `[${step}]` : /^\w+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')}`;
}
