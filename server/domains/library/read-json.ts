import type { Item } from '../../../contracts/catalogue.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { lineLimit, type TextPiece } from './decode-text.ts';
import { reportColumns } from './report-columns.ts';
import type { RowSink } from './row-sink.ts';

/** Lays the members of JSON objects out in cells by item; shared by NDJSON and arrays. */
class ObjectRows {
  readonly #sink: RowSink;
  readonly #places = new Map<string, number>();
  readonly #width: number;
  readonly #report: ReadonlySet<string>;

  constructor(sink: RowSink, items: readonly Item[]) {
    this.#sink = sink;
    this.#width = items.length;
    this.#report = new Set(reportColumns(items));
    items.forEach((item, place) => {
      this.#places.set(item.name, place);
    });
    items.forEach((item, place) => {
      this.#places.set(item.code, place);
    });
    sink.header(
      items.map(({ code }) => code),
      1,
    );
  }

  /** `place` is the row's line or its place in the array. */
  add(text: string, place: number, where: number): void {
    const value = parse(text, where);
    const cells: string[] = Array(this.#width).fill('');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      cells[0] = scalarText(value) ?? text;
      this.#sink.badRow(cells, place, '', { reason: 'notAnObject' });
      return;
    }
    let nested = '';
    for (const [name, member] of Object.entries(value)) {
      const at = this.#places.get(name);
      if (at === undefined && this.#report.has(name)) continue;
      if (at === undefined) {
        requireStorable(name, where);
        this.#sink.badRow(cells, place, '', { reason: 'unknownMember', details: { name: name.slice(0, 100) } });
        return;
      }
      const cell = scalarText(member);
      if (cell === null) nested = name;
      else requireStorable(cell, where);
      cells[at] = cell ?? '';
    }
    if (nested) this.#sink.badRow(cells, place, nested, { reason: 'notAValue' });
    else this.#sink.row(cells, place);
  }
}

/** One JSON object a line (https://github.com/ndjson/ndjson-spec). Row numbers are lines. */
export class NdjsonReader {
  readonly #rows: ObjectRows;

  constructor(sink: RowSink, items: readonly Item[]) {
    this.#rows = new ObjectRows(sink, items);
  }

  push({ text, line }: TextPiece): void {
    let at = line;
    for (const content of text.split('\n')) {
      if (content.trim() !== '') this.#rows.add(content, at, at);
      at += 1;
    }
  }

  end(): void {}
}

/** One array of objects, cut into its elements as it streams. Row numbers are places in the array, from 1. */
export class JsonArrayReader {
  readonly #rows: ObjectRows;
  #state: 'before' | 'between' | 'within' | 'after' = 'before';
  #text = '';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #count = 0;
  #comma = false;
  #line = 1;

  constructor(sink: RowSink, items: readonly Item[]) {
    this.#rows = new ObjectRows(sink, items);
  }

  push({ text, line }: TextPiece): void {
    this.#line = line;
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at]!;
      if (character === '\n') this.#line += 1;
      if (this.#state === 'within') {
        if (this.#ends(character)) {
          this.#element(text.slice(start, at));
          if (character === ']') this.#state = 'after';
          else this.#comma = true;
        }
        continue;
      }
      if (/\s/.test(character)) continue;
      if (this.#state === 'before' && character === '[') this.#state = 'between';
      else if (this.#state === 'between' && character === ']' && !this.#comma) this.#state = 'after';
      else if (this.#state === 'between' && character !== ',' && character !== ']') {
        this.#state = 'within';
        this.#comma = false;
        start = at;
        this.#text = '';
        this.#ends(character);
      } else throw notJson(this.#line);
    }
    if (this.#state === 'within') {
      this.#text += text.slice(start);
      if (this.#text.length > lineLimit) throw notJson(this.#line);
    }
  }

  end(): void {
    if (this.#state !== 'after') throw notJson(this.#line);
  }

  /** Whether this character, outside of the element, ends it: a comma or the array's bracket. */
  #ends(character: string): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === '\\') this.#escaped = true;
      else if (character === '"') this.#inString = false;
      return false;
    }
    if (character === '"') this.#inString = true;
    else if (character === '{' || character === '[') this.#depth += 1;
    else if (character === ',' && this.#depth === 0) return true;
    else if (character === '}' || character === ']') {
      if (this.#depth === 0) return character === ']';
      this.#depth -= 1;
    }
    return false;
  }

  #element(tail: string): void {
    const text = this.#text + tail;
    this.#text = '';
    this.#state = 'between';
    this.#count += 1;
    this.#rows.add(text, this.#count, this.#line);
  }
}

function parse(text: string, line: number): unknown {
  try {
    // A number that a double cannot hold exactly is kept as it was written.
    return /\d{16}/.test(text) ? JSON.parse(text, asWritten) : JSON.parse(text);
  } catch {
    throw notJson(line);
  }
}

function asWritten(_name: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? value) : value;
}

/** The text of a value as a cell has it; null for arrays and objects. */
function scalarText(value: unknown): string | null {
  if (value === null) return '';
  if (typeof value === 'object') return null;
  return String(value);
}

function requireStorable(text: string, line: number): void {
  if (!text.includes('\0') && text.isWellFormed()) return;
  throw new DomainError('file-malformed', {
    line,
    fault: { zh: '含有空字符或不成对的代理项', en: 'it holds a NUL character or a lone surrogate' },
  });
}

function notJson(line: number): DomainError {
  return new DomainError('file-malformed', {
    line,
    fault: { zh: '不是合法的 JSON', en: 'it is not well-formed JSON' },
  });
}
