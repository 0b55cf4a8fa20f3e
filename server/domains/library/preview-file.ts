import { Readable } from 'node:stream';
import type { Language } from '../../../contracts/errors.ts';
import {
  type Encoding,
  type FileMode,
  type ItemRule,
  type RowFault,
  rejectMessage,
} from '../../../contracts/library.ts';
import { maskValue } from '../../../contracts/mask-value.ts';
import { type Preview, previewRows } from '../../../contracts/uploads.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { codesOfLists, type Resource } from '../catalogue/index.ts';
import { columnLimit, columnsOf } from './match-header.ts';
import { separatorOf } from './read-csv.ts';
import { type FileFacts, type Intake, readFile } from './read-file.ts';
import { settingsOf } from './store-versions.ts';
import type { CellFault, CodesByList } from './validate-cell.ts';
import { type RowCheck, rowCheck } from './validate-row.ts';

const changesShown = 50;

/**
 * What a file looks like to the library, from its beginning: format, encoding, separator, which column holds which item, the first
 * rows with their faults, and how cells would be written otherwise. Nothing is kept. Throws the `file-…` errors.
 */
export async function previewFile(
  platform: Platform,
  resource: Resource,
  file: { bytes: Buffer; whole: boolean; fileName: string; encoding: Encoding | null; mode: FileMode },
  language: Language,
): Promise<Preview> {
  const items =
    file.mode === 'delete' ? resource.items.filter(({ code }) => resource.keyItems.includes(code)) : resource.items;
  const lists = items.flatMap(({ codeList }) => (codeList === null ? [] : [codeList]));
  const { columns, rules } = await settingsOf(platform.db, resource.id);
  const intake = new PreviewIntake(items, await codesOfLists(platform.db, lists), columns, rules);
  const facts: FileFacts = { format: null, encoding: null, bom: false, sha256: null };
  // The last line of a beginning is cut off somewhere: it is left out.
  const bytes = file.whole ? file.bytes : file.bytes.subarray(0, file.bytes.lastIndexOf(0x0a) + 1 || file.bytes.length);
  const source = Readable.from([bytes]);
  try {
    await readFile(
      platform,
      { source, fileName: file.fileName, encoding: file.encoding, spoolName: newId() },
      resource,
      intake,
      facts,
    );
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  const hidden = new Set(intake.places.flatMap((places, at) => (items[at]!.sensitivity === 'none' ? [] : places)));
  const hiddenItems = new Set(items.filter(({ sensitivity }) => sensitivity !== 'none').map(({ code }) => code));
  return {
    format: facts.format!,
    encoding: facts.encoding,
    separator: facts.format === 'csv' ? separatorOf(firstLine(bytes)) : null,
    columns: intake.head.map((name, place) => ({
      name,
      item: items[intake.places.findIndex((places) => places.includes(place))]?.code ?? null,
    })),
    missing: items.filter((_, at) => (intake.places[at]?.length ?? 0) === 0).map(({ code }) => code),
    rows: intake.rows.map(({ line, cells, faults }) => ({
      line,
      cells: cells.map((cell, at) => (hidden.has(at) ? maskValue(cell) : cell)),
      faults: faults.map((fault) => ({ item: fault.item, message: rejectMessage(fault, language) })),
    })),
    changes: intake.changes.filter(({ item }) => !hiddenItems.has(item)).slice(0, changesShown),
  };
}

function firstLine(bytes: Buffer): string {
  return bytes.subarray(0, Math.max(0, bytes.indexOf(0x0a))).toString('latin1');
}

/** The rows that are shown are together: what follows is not read. */
class Enough extends Error {}

class PreviewIntake implements Intake {
  head: string[] = [];
  places: number[][] = [];
  rows: { line: number; cells: string[]; faults: RowFault[] }[] = [];
  changes: { line: number; item: string; from: string; to: string }[] = [];
  readonly #items: Resource['items'];
  readonly #codes: CodesByList;
  readonly #remembered: Readonly<Record<string, string>>;
  readonly #rules: readonly ItemRule[];
  #check: RowCheck | undefined;

  constructor(
    items: Resource['items'],
    codes: CodesByList,
    remembered: Readonly<Record<string, string>>,
    rules: readonly ItemRule[],
  ) {
    this.#rules = rules;
    this.#items = items;
    this.#codes = codes;
    this.#remembered = remembered;
  }

  header(columns: string[]): void {
    this.head = columns.slice(0, columnLimit);
    this.places = columnsOf(this.head, this.#items, this.#remembered);
    // Rows can be checked only once each item has its one column.
    if (this.places.every((places) => places.length === 1)) {
      const positions = this.places.map(([place]) => place!);
      this.#check = rowCheck(this.#items, positions, columns.length, this.#codes, this.#rules);
    }
  }

  itemOf(column: number): string | undefined {
    return this.#items[this.places.findIndex((places) => places.includes(column))]?.code;
  }

  row(cells: string[], line: number): void {
    const values: string[] = Array(this.#items.length).fill('');
    const faults = this.#check?.(cells, values) ?? [];
    this.#items.forEach(({ code }, at) => {
      const from = cells[this.places[at]?.[0] ?? -1];
      if (faults.length === 0 && from && values[at] && from !== values[at]) {
        this.changes.push({ line, item: code, from, to: values[at]! });
      }
    });
    this.#add(cells, line, faults);
  }

  badRow(cells: string[], line: number, item: string, fault: CellFault): void {
    this.#add(cells, line, [{ item, ...fault }]);
  }

  async drain(): Promise<void> {}

  #add(cells: string[], line: number, faults: RowFault[]): void {
    this.rows.push({ line, cells: cells.slice(0, columnLimit), faults });
    if (this.rows.length >= previewRows) throw new Enough();
  }
}
