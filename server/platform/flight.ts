import pg from 'pg';
import { serialize } from 'pg-protocol';
import type { Queryable } from './database.ts';

interface Question {
  name?: string;
  text: string;
  values?: unknown[];
}

/** Of a statement's rows: the columns' names, and how each is read from text. */
type Shape = readonly { name: string; parse: (text: string) => unknown }[];

interface Asked extends Question {
  shape: Shape | undefined;
  rows: Record<string, unknown>[];
  resolve(result: { rows: never[]; rowCount: number | null }): void;
  reject(error: unknown): void;
}

/** What the pg library hands on of the server's messages. */
interface Described {
  fields: { name: string; dataTypeID: number }[];
}
interface Wire {
  stream: { write(bytes: Buffer): void };
  /** Named statements that the server has prepared on this connection, by name. */
  parsedStatements: Record<string, string>;
  on(event: 'parseComplete', listener: () => void): void;
  off(event: 'parseComplete', listener: () => void): void;
}

/** SQLSTATE of a statement that is passed over because one before it failed. */
const passedOver = '25P02';

// Named statements have one text, and one text one shape: what the library reads never changes under its name.
const shapes = new Map<string, Shape>();
const maxShapes = 20_000;
/** A connection that has prepared so many statements is replaced. */
const maxStatements = 2000;
const preparedOn = new WeakMap<object, number>();

/**
 * Sends all statements that `work` asks at once, in its first turn, together: one message to the server and one answer, one
 * transaction from the first to the last. That is the extended query protocol up to its Sync, without a word for begin and
 * commit. A statement that fails takes the transaction and those after it along (they fail with 25P02).
 *
 * `landed` is what `work` made of the answers, given when the server has committed; `fault` the error, if any, that kept it
 * from it. Throws when the connection is lost. A connection that is `worn` is to be closed: it has prepared so many statements
 * that they weigh on both sides.
 */
export async function fly<T>(
  client: pg.ClientBase,
  work: (on: Queryable) => Promise<T>,
): Promise<{ landed: T; fault: unknown; worn: boolean }> {
  const flight = new Flight();
  const working = work(flight);
  // Awaited below: what it makes of a failure is its own business, and must not be without a handler meanwhile.
  working.catch(() => undefined);
  client.query(flight as unknown as pg.Submittable);
  const fault = await flight.over;
  return { landed: await working, fault, worn: flight.worn };
}

class Flight implements Queryable {
  readonly #asked: Asked[] = [];
  #answered = 0;
  /** Those that the server is to prepare and has not yet. */
  readonly #fresh: Asked[] = [];
  #connection: Wire | undefined;
  #settle!: (fault: unknown) => void;
  /** The error that kept the server from committing, or null. */
  readonly over = new Promise<unknown>((resolve) => {
    this.#settle = resolve;
  });
  worn = false;

  query<R extends pg.QueryResultRow>(question: Question): Promise<{ rows: R[]; rowCount: number | null }> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ ...question, shape: undefined, rows: [], resolve: resolve as never, reject });
    });
  }

  submit(connection: Wire): void {
    this.#connection = connection;
    const twice = new Set<string>();
    const parts: Buffer[] = [];
    for (const asked of this.#asked) {
      const { name = '', text, values = [] } = asked;
      if (name === '' || !(name in connection.parsedStatements || twice.has(name))) {
        parts.push(serialize.parse({ name, text }));
        this.#fresh.push(asked);
        twice.add(name);
      }
      asked.shape = name === '' ? undefined : shapes.get(name);
      if (!asked.shape) parts.push(serialize.describe({ type: 'S', name }));
      parts.push(serialize.bind({ statement: name, values: values.map(wireValue) }), serialize.execute());
    }
    parts.push(serialize.sync());
    connection.stream.write(Buffer.concat(parts));
    if (this.#fresh.length > 0) connection.on('parseComplete', this.#parsed);
  }

  readonly #parsed = () => {
    const { name, text } = this.#fresh.shift()!;
    const connection = this.#connection!;
    if (this.#fresh.length === 0) connection.off('parseComplete', this.#parsed);
    if (name === undefined) return;
    connection.parsedStatements[name] = text;
    const prepared = (preparedOn.get(connection) ?? 0) + 1;
    preparedOn.set(connection, prepared);
    this.worn = prepared > maxStatements;
  };

  handleRowDescription({ fields }: Described): void {
    const asked = this.#asked[this.#answered]!;
    asked.shape = fields.map(({ name, dataTypeID }) => ({ name, parse: pg.types.getTypeParser(dataTypeID, 'text') }));
    if (asked.name === undefined) return;
    if (shapes.size >= maxShapes) shapes.clear();
    shapes.set(asked.name, asked.shape);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const { shape, rows } = this.#asked[this.#answered]!;
    const row: Record<string, unknown> = {};
    for (let place = 0; place < fields.length; place += 1) {
      const { name, parse } = shape![place]!;
      const text = fields[place]!;
      row[name] = text === null ? null : parse(text);
    }
    rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const { name, shape, rows, resolve } = this.#asked[this.#answered]!;
    // A statement without rows has no description to wait for the next time.
    if (name !== undefined && !shape) shapes.set(name, []);
    this.#answered += 1;
    const count = /\d+$/.exec(text)?.[0];
    resolve({ rows: rows as never[], rowCount: count === undefined ? null : Number(count) });
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleReadyForQuery(): void {
    this.#settle(null);
  }

  handleError(error: Error): void {
    this.#connection?.off('parseComplete', this.#parsed);
    const failed = this.#asked.slice(this.#answered);
    this.#answered = this.#asked.length;
    failed.forEach(({ reject }, place) => {
      reject(place === 0 || !isAnswer(error) ? error : passed(error));
    });
    this.#settle(error);
  }

  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}

/** Whether an error is the server's answer; any other says that the connection is lost. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError;
}

function passed(cause: Error): Error {
  return Object.assign(new Error('a statement before this one failed', { cause }), { code: passedOver });
}

function wireValue(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return arrayText(value);
  if (value instanceof Uint8Array)
    return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** An array as PostgreSQL reads it (section 8.15.2 of its manual). */
function arrayText(values: readonly unknown[]): string {
  let text = '{';
  for (let place = 0; place < values.length; place += 1) {
    if (place > 0) text += ',';
    const value = wireValue(values[place]);
    if (value === null) text += 'NULL';
    else if (typeof value !== 'string') throw new TypeError('Bytes travel whole, not in arrays');
    else text += isBare(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
  }
  return `${text}}`;
}

/** Whether an element needs no quotation marks. */
function isBare(text: string): boolean {
  return /^[\w.:-]+$/.test(text) && !/^null$/i.test(text);
}
