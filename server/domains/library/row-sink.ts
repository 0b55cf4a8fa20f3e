import type { CellFault } from './validate-cell.ts';

/** What a reader hands rows to. Readers are synchronous between two pieces; the ingest waits for its writers there. */
export interface RowSink {
  /** Whether no cell of the rows that follow can hold a backslash, a tab or a line break. */
  plain: boolean;
  /** The columns of the file, once, before any row. Throws when they do not fit the resource. */
  header(columns: string[], line: number): void;
  /** One row, its cells in the order of the header. The array is the reader's and may be used again. */
  row(cells: string[], line: number): void;
  /** A row that cannot even be laid out in cells by the header. */
  badRow(cells: string[], line: number, item: string, fault: CellFault): void;
}
