import './console.css';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTableBar, DataTableTools } from './data-table-parts.tsx';
import type { BulkAct, Column, Sort } from './data-table-types.ts';
import { Icon } from './icon.tsx';
import { Empty } from './parts.tsx';
import { useKeptColumns } from './use-kept-columns.ts';

export type { BulkAct, Column, Sort } from './data-table-types.ts';

export interface DataTableProps<T> {
  label: string;
  /** Names the table on the device, where the reader's choice of columns is kept. */
  name: string;
  columns: Column<T>[];
  /** undefined while they are being fetched. */
  rows: T[] | undefined;
  rowKey(row: T): string;
  /** What a row is called, for its checkbox. */
  rowName?(row: T): string;
  empty: ReactNode;
  onOpen?(row: NoInfer<T>): void;
  /** The row whose detail is shown beside the table. */
  openKey?: string | undefined;
  bulk?: BulkAct<T>[];
  /** Which rows may be chosen for a bulk act; all when left out. */
  selectable?(row: T): boolean;
  sort?: Sort | undefined;
  onSort?(sort: Sort): void;
  /** Beside the choice of columns: a count, an export. */
  tools?: ReactNode;
}

/** A dense table: sticky head, rows by the arrow keys, columns by choice, acts on many. On a phone each row is a card. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, name, columns, rows, rowKey, empty, bulk, sort, onSort, tools, selectable } = props;
  const { t } = useTranslation();
  const [hidden, setHidden] = useKeptColumns(name);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState<string>();
  const shown = columns.filter((column) => !(column.hideable && hidden.includes(column.key)));
  const choosable = bulk ? (rows ?? []).filter((row) => selectable?.(row) ?? true) : [];
  const picked = choosable.filter((row) => chosen.has(rowKey(row)));
  const stop = rows?.some((row) => rowKey(row) === at) ? at : rows?.[0] && rowKey(rows[0]);
  const choose = (keys: string[], on: boolean) => {
    const next = new Set(chosen);
    for (const key of keys) on ? next.add(key) : next.delete(key);
    setChosen(next);
  };
  if (rows?.length === 0) return typeof empty === 'string' ? <Empty>{empty}</Empty> : empty;
  return (
    <div className="data-table">
      <DataTableTools columns={columns} hidden={hidden} onHidden={setHidden}>
        {tools}
      </DataTableTools>
      <div className="data-table-frame" aria-busy={rows === undefined}>
        <table className="grid-table" aria-label={label}>
          <thead>
            <tr>
              {bulk && (
                <th scope="col" className="grid-tick">
                  <input
                    type="checkbox"
                    className="tick"
                    aria-label={t('table.all')}
                    checked={choosable.length > 0 && picked.length === choosable.length}
                    disabled={choosable.length === 0}
                    ref={(box) => {
                      if (box) box.indeterminate = picked.length > 0 && picked.length < choosable.length;
                    }}
                    onChange={(event) => choose(choosable.map(rowKey), event.target.checked)}
                  />
                </th>
              )}
              {shown.map((column) => (
                <Head key={column.key} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          {rows ? (
            <tbody ref={body} onKeyDown={(event) => move(event, body.current)}>
              {rows.map((row) => (
                <Row
                  key={rowKey(row)}
                  {...props}
                  columns={shown}
                  row={row}
                  stop={rowKey(row) === stop}
                  onStop={() => setAt(rowKey(row))}
                  chosen={chosen.has(rowKey(row))}
                  onChoose={choosable.includes(row) ? (on) => choose([rowKey(row)], on) : undefined}
                />
              ))}
            </tbody>
          ) : (
            <Skeleton columns={shown.length + (bulk ? 1 : 0)} />
          )}
        </table>
      </div>
      {bulk && picked.length > 0 && <DataTableBar bulk={bulk} picked={picked} onDone={() => setChosen(new Set())} />}
    </div>
  );
}

function Head<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}) {
  const mine = sort?.key === column.key ? sort : undefined;
  return (
    <th
      scope="col"
      data-align={column.align}
      data-width={column.width}
      aria-sort={mine ? (mine.descending ? 'descending' : 'ascending') : undefined}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          className="grid-sort"
          onClick={() => onSort({ key: column.key, descending: mine ? !mine.descending : false })}
        >
          {column.title}
          <Icon name={mine?.descending ? 'down' : 'up'} />
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

interface RowProps<T> extends DataTableProps<T> {
  row: T;
  /** Whether Tab stops at this row; the arrows lead to the others. */
  stop: boolean;
  onStop(): void;
  chosen: boolean;
  onChoose: ((on: boolean) => void) | undefined;
}

function Row<T>({ columns, row, rowKey, rowName, onOpen, openKey, bulk, stop, onStop, chosen, onChoose }: RowProps<T>) {
  const { t } = useTranslation();
  const tabIndex = stop ? 0 : -1;
  const open = (event: MouseEvent) => {
    const own = (event.target as Element).closest('a, button, input, select, label, summary');
    if (!own && !window.getSelection()?.toString()) onOpen?.(row);
  };
  return (
    <tr
      onClick={onOpen && open}
      onFocus={onStop}
      data-open={openKey === rowKey(row) || undefined}
      data-chosen={chosen || undefined}
      data-opens={onOpen ? true : undefined}
    >
      {bulk && (
        <td className="grid-tick">
          <input
            type="checkbox"
            className="tick"
            tabIndex={tabIndex}
            checked={chosen}
            disabled={!onChoose}
            aria-label={t('table.choose', { row: rowName?.(row) ?? '' })}
            onChange={(event) => onChoose?.(event.target.checked)}
          />
        </td>
      )}
      {columns.map((column, place) => {
        const align = { 'data-align': column.align, 'data-width': column.width };
        if (place > 0) {
          return (
            <td key={column.key} data-label={column.title} {...align}>
              {column.cell(row)}
            </td>
          );
        }
        return (
          <th key={column.key} scope="row" {...align}>
            {onOpen ? (
              <button
                type="button"
                className="grid-open"
                tabIndex={tabIndex}
                onClick={() => onOpen(row)}
                onKeyDown={(event) => {
                  if (event.key !== ' ' || !onChoose) return;
                  event.preventDefault();
                  onChoose(!chosen);
                }}
                onKeyUp={(event) => event.key === ' ' && onChoose && event.preventDefault()}
              >
                {column.cell(row)}
              </button>
            ) : (
              column.cell(row)
            )}
          </th>
        );
      })}
    </tr>
  );
}

/** ↑ ↓ Home End go from row to row, to the same kind of control there. */
function move(event: KeyboardEvent, body: HTMLTableSectionElement | null): void {
  const target = event.target as HTMLElement;
  const kind = ['.grid-open', '.grid-tick input'].find((each) => target.matches(each));
  if (!kind || !body || event.altKey || event.ctrlKey || event.metaKey) return;
  const stops = [...body.querySelectorAll<HTMLElement>(kind)];
  const here = stops.indexOf(target);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: stops.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  stops[to]?.focus();
}

function Skeleton({ columns }: { columns: number }) {
  const { t } = useTranslation();
  return (
    <tbody aria-label={t('state.loading')}>
      {Array.from({ length: 8 }, (_, row) => row).map((row) => (
        <tr key={row}>
          {Array.from({ length: columns }, (_, column) => column).map((column) => (
            <td key={column}>
              <div className="skeleton" data-line={(row + column) % 3} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
