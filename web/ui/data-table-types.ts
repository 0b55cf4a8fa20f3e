import type { ReactNode } from 'react';

export interface Column<T> {
  key: string;
  title: string;
  cell(row: T): ReactNode;
  /** Its head becomes a button that asks `onSort`. */
  sortable?: boolean;
  /** May be put away by the reader. The first column always stays. */
  hideable?: boolean;
  align?: 'start' | 'end';
  /** `fit` is as narrow as its text and never wraps (dates, states, figures). */
  width?: 'fit';
}

export interface Sort {
  key: string;
  descending: boolean;
}

export interface BulkAct<T> {
  label: string;
  /** The selection is given up when this returns, unless it gives `false`. */
  run(rows: T[]): unknown;
  kind?: 'primary' | 'plain';
}
