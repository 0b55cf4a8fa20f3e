import type { ItemRule, RowFault } from '../../../contracts/library.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Resource } from '../catalogue/index.ts';
import { type CopyRows, quoted } from './copy-rows.ts';
import { columnLimit, type Header, matchHeader } from './match-header.ts';
import type { Intake } from './read-file.ts';
import type { SeenKeys } from './seen-keys.ts';
import { insertRejects, type RejectRow } from './store.ts';
import type { CellFault, CodesByList } from './validate-cell.ts';
import { type RowCheck, rowCheck } from './validate-row.ts';

const rejectsAtOnce = 500;
/** Rejected rows are kept whole, and one may be as long as a line may: their length counts as well as their number. */
const rejectCharactersAtOnce = 2 ** 20;
/** Rows for the side table gather up to this many bytes, because sending them ends the COPY that is open. */
const sideFlushAt = 2 ** 20;

export interface Targets {
  /** The new table; null when every row waits in the side table (append). */
  main: CopyRows | null;
  side: CopyRows;
  seen: SeenKeys;
}

/** Takes the rows of a file: checks each, and sends it to its table or to the rejects. The innermost loop of the ingest. */
export class RowIntake implements Intake {
  head: Header | undefined;
  received = 0;
  rejected = 0;
  /** Rows sent to the side table. */
  aside = 0;
  readonly #resource: Resource;
  readonly #codes: CodesByList;
  readonly #targets: Targets;
  readonly #batchId: string;
  readonly #database: Queryable;
  readonly #values: string[];
  readonly #keys: number[];
  readonly #texts: number[];
  #check: RowCheck | undefined;
  /** The file has the items' columns, in their order, and no others. */
  #inOrder = false;
  #rejects: RejectRow[] = [];
  #rejectCharacters = 0;

  readonly #remembered: Readonly<Record<string, string>>;
  readonly #rules: readonly ItemRule[];

  /** `remembered`: columns of the file that a steward matched to items by hand. */
  constructor(
    resource: Resource,
    codes: CodesByList,
    targets: Targets,
    batchId: string,
    database: Queryable,
    remembered: Readonly<Record<string, string>> = {},
    rules: readonly ItemRule[] = [],
  ) {
    this.#rules = rules;
    const { items, keyItems } = resource;
    this.#resource = resource;
    this.#codes = codes;
    this.#targets = targets;
    this.#batchId = batchId;
    this.#database = database;
    this.#remembered = remembered;
    this.#values = Array(items.length).fill('');
    this.#keys = keyItems.map((code) => items.findIndex((item) => item.code === code));
    this.#texts = items.flatMap(({ type }, index) => (type === 'C' || type === 'M' || type === 'G' ? [index] : []));
  }

  header(columns: string[], line: number): void {
    const { items } = this.#resource;
    this.head = matchHeader(columns, items, line, this.#remembered);
    this.#inOrder = columns.length === items.length && this.head.positions.every((place, index) => place === index);
    this.#check = rowCheck(items, this.head.positions, columns.length, this.#codes, this.#rules);
  }

  itemOf(column: number): string | undefined {
    return this.#resource.items[this.head?.positions.indexOf(column) ?? -1]?.code;
  }

  row(cells: string[], line: number, text?: string): void {
    const values = this.#values;
    const faults = this.#check!(cells, values);
    this.received += 1;
    if (faults !== null) {
      this.#reject(cells, line, faults);
      return;
    }
    const { main, side, seen } = this.#targets;
    const suspect = main === null || this.#seenBefore(seen);
    let row = text;
    if (row === undefined || !this.#inOrder || !this.#asTheyStood(cells)) {
      this.#quoteValues();
      row = values.join();
    }
    if (main !== null && !suspect) {
      main.text += row;
      main.text += '\n';
      return;
    }
    side.text += `${line},${quoted(JSON.stringify(cells))},${row}\n`;
    this.aside += 1;
  }

  badRow(cells: string[], line: number, item: string, fault: CellFault): void {
    this.received += 1;
    this.#reject(cells, line, [{ item, ...fault }]);
  }

  /** Waits for the writers: to be called between pieces of the file. */
  async drain(): Promise<void> {
    const { main, side } = this.#targets;
    if (main === null) await side.drain();
    else {
      await main.drain();
      side.pack();
      if (side.packedBytes > sideFlushAt) await this.#sendSide();
    }
    if (this.#rejects.length >= rejectsAtOnce || this.#rejectCharacters >= rejectCharactersAtOnce)
      await this.#sendRejects();
  }

  async end(): Promise<void> {
    await this.#sendSide();
    await this.#sendRejects();
  }

  async #sendSide(): Promise<void> {
    // One connection carries one COPY at a time.
    await this.#targets.main?.end();
    await this.#targets.side.end();
  }

  async #sendRejects(): Promise<void> {
    const rejects = this.#rejects;
    this.#rejects = [];
    this.#rejectCharacters = 0;
    await insertRejects(this.#database, this.#batchId, rejects);
  }

  #reject(cells: string[], rowNumber: number, faults: RowFault[]): void {
    this.rejected += 1;
    // No header is wider: what a line of nothing but separators holds beyond that is nobody's to mend.
    const raw = cells.slice(0, columnLimit);
    this.#rejects.push({ rowNumber, faults, raw });
    for (const cell of raw) this.#rejectCharacters += cell.length + 1;
  }

  #seenBefore(seen: SeenKeys): boolean {
    seen.start();
    for (const key of this.#keys) seen.part(this.#values[key]!);
    return seen.seen();
  }

  /** Whether the check changed no value of a row whose columns are in order. */
  #asTheyStood(cells: string[]): boolean {
    const values = this.#values;
    for (let at = 0; at < values.length; at += 1) if (values[at] !== cells[at]) return false;
    return true;
  }

  #quoteValues(): void {
    const values = this.#values;
    for (const index of this.#texts) values[index] = quoted(values[index]!);
  }
}
