import type { CellFault } from './validate-cell.ts';

/** What a reader hands rows to. Readers are synchronous between two pieces; the ingest waits for its writers there. */
export interface RowSink {
  /** The columns of the file, once, before any row. Throws when they do not fit the resource. */
  header(columns: string[], line: number): void;
  /**
   * One row, its cells in the order of the header. The array is the reader's and may be used again. `text` is the row where it
   * stands in the file as its cells with commas between, none of which holds a comma, a quote, a backslash or a line break.
   */
  row(cells: string[], line: number, text?: string): void;
  /** A row that cannot even be laid out in cells by the header. */
  badRow(cells: string[], line: number, item: string, fault: CellFault): void;
}
