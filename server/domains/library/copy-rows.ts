import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';

const flushAt = 128 * 1024;
/** A COPY that stays open holds back the cleaning of dead rows in the whole database: it is ended and begun anew. */
const segmentMilliseconds = 5000;

/**
 * Writes rows to a table by COPY in CSV format, an empty field being NULL. Rows gather in `text`, and `drain` sends them
 * and waits while PostgreSQL is behind. What is written is committed segment by segment: the table is one that no one reads.
 */
export class CopyRows {
  /** Rows not sent yet; append to it. */
  text = '';
  #packed: Buffer[] = [];
  #packedBytes = 0;
  readonly #client: pg.ClientBase;
  readonly #statement: string;
  #stream: CopyStreamQuery | undefined;
  #openedAt = 0;
  #error: unknown;

  /** `table` and `columns` are quoted names. */
  constructor(client: pg.ClientBase, table: string, columns: readonly string[]) {
    this.#client = client;
    this.#statement = `copy ${table} (${columns.join(', ')}) from stdin with (format csv)`;
  }

  /** Bytes of rows that `pack` took and that are not sent yet. */
  get packedBytes(): number {
    return this.#packedBytes;
  }

  /**
   * Takes the rows in `text` as bytes of their own. A string cut from a piece of a file keeps the whole piece in memory: rows
   * that come one in a thousand and wait would keep the file.
   */
  pack(): void {
    if (this.text === '') return;
    const bytes = Buffer.from(this.text, 'utf8');
    this.text = '';
    this.#packed.push(bytes);
    this.#packedBytes += bytes.length;
  }

  async drain(): Promise<void> {
    if (this.text.length + this.#packedBytes >= flushAt) await this.#send();
    if (this.#stream && Date.now() - this.#openedAt > segmentMilliseconds) await this.#endSegment();
  }

  async end(): Promise<void> {
    if (this.text !== '' || this.#packedBytes > 0) await this.#send();
    await this.#endSegment();
  }

  /** Gives up the rows that were not committed; for a connection that is to be used again. */
  async abort(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    // A COPY that failed has ended already; on a connection that was lost it would be waited for without end.
    if (!stream || stream.destroyed || this.#error) return;
    stream.destroy();
    await finished(stream).catch(() => undefined);
  }

  async #send(): Promise<void> {
    const stream = this.#stream ?? this.#begin();
    this.pack();
    const packed = this.#packed;
    this.#packed = [];
    this.#packedBytes = 0;
    if (this.#error) throw this.#error;
    let behind = false;
    for (const bytes of packed) behind = !stream.write(bytes);
    if (behind) await once(stream, 'drain');
  }

  #begin(): CopyStreamQuery {
    const stream = this.#client.query(copyFrom(this.#statement, { highWaterMark: 4 * flushAt }));
    stream.on('error', (error) => {
      this.#error = error;
    });
    this.#stream = stream;
    this.#openedAt = Date.now();
    return stream;
  }

  async #endSegment(): Promise<void> {
    const stream = this.#stream;
    if (!stream) return;
    if (this.#error) throw this.#error;
    stream.end();
    await finished(stream);
    this.#stream = undefined;
  }
}

// A backslash too: before PostgreSQL 18, a line of `\.` alone ended the rows.
const needsQuotes = /[",\\\n\r]/;

/** A field as COPY's CSV format has it. */
export function quoted(field: string): string {
  return needsQuotes.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
