import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkAct, Column } from './data-table-types.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { Button } from './parts.tsx';

interface ToolsProps<T> {
  columns: Column<T>[];
  hidden: string[];
  onHidden(keys: string[]): void;
  children: ReactNode;
}

/** Above the table: what the page puts there, and the choice of columns. */
export function DataTableTools<T>({ columns, hidden, onHidden, children }: ToolsProps<T>) {
  const { t } = useTranslation();
  const choices = columns.filter((column) => column.hideable);
  if (choices.length === 0 && !children) return null;
  return (
    <div className="data-table-tools">
      <div className="data-table-said">{children}</div>
      {choices.length > 0 && (
        <Menu
          side="end"
          title={
            <>
              <Icon name="columns" />
              {t('table.columns')}
            </>
          }
        >
          <fieldset className="choices">
            <legend className="quiet">{t('table.columnsShown')}</legend>
            {choices.map(({ key, title }) => (
              <label key={key} className="choice">
                <input
                  type="checkbox"
                  checked={!hidden.includes(key)}
                  onChange={(event) =>
                    onHidden(event.target.checked ? hidden.filter((each) => each !== key) : [...hidden, key])
                  }
                />
                {title}
              </label>
            ))}
          </fieldset>
        </Menu>
      )}
    </div>
  );
}

/** What can be done with the chosen rows; stays in sight while any is chosen. */
export function DataTableBar<T>({ bulk, picked, onDone }: { bulk: BulkAct<T>[]; picked: T[]; onDone(): void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const run = async (act: BulkAct<T>) => {
    setBusy(true);
    try {
      if ((await act.run(picked)) !== false) onDone();
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="bulk-bar" aria-label={t('table.bulk')}>
      <strong role="status">{t('table.chosen', { count: picked.length })}</strong>
      {bulk.map((act) => (
        <Button key={act.label} kind={act.kind ?? 'plain'} disabled={busy} onClick={() => void run(act)}>
          {act.label}
        </Button>
      ))}
      <Button kind="text" onClick={onDone}>
        {t('table.none')}
      </Button>
    </section>
  );
}
