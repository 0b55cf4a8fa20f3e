import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResourceDetail } from '../../contracts/catalogue.ts';
import type { RowScope } from '../../contracts/sharing.ts';
import { useCodeLists } from '../app/code-words.ts';
import { RegionChoice } from '../app/region-choice.tsx';
import { useRegionName, useRegionNames } from '../app/regions.ts';
import { useName, useSay } from '../app/words.ts';
import { Checks } from '../ui/checks.tsx';
import { SelectField, TextArea } from '../ui/fields.tsx';
import { Icon } from '../ui/icon.tsx';
import { Button } from '../ui/parts.tsx';

type Item = ResourceDetail['items'][number];

/** Rows are told apart by values that have one way of being written, and never by whom they are about. */
const fits = ({ type, check }: Item) => ['C', 'D', 'I', 'L'].includes(type) && check !== 'citizenId';

interface ScopeEditorProps {
  items: readonly Item[];
  scope: RowScope;
  /** What it may not go beyond: a request's rows, or a grant's. */
  within?: RowScope | undefined;
  onChange(scope: RowScope): void;
}

/** Which rows: conditions on items, each with the values that count. No condition is every row. */
export function ScopeEditor({ items, scope, within, onChange }: ScopeEditorProps) {
  const { t } = useTranslation();
  const nameOf = useName();
  const rows = scope.rows ?? {};
  const set = (code: string, values: string[] | null) => {
    const { [code]: _, ...rest } = rows;
    const next = values === null ? rest : { ...rows, [code]: values };
    onChange(Object.keys(next).length > 0 ? { rows: next } : {});
  };
  const free = items.filter((item) => fits(item) && !(item.code in rows));
  return (
    <fieldset className="field conditions" aria-describedby="scope-help">
      <legend>{t('sharing.scope')}</legend>
      <div id="scope-help" className="help">
        {t(within ? 'sharing.narrowHelp' : 'sharing.scopeHelp')}
      </div>
      {Object.entries(rows).map(([code, values]) => {
        const item = items.find((each) => each.code === code);
        const bound = within?.rows?.[code];
        return (
          <div key={code} className="condition">
            {item && <Values item={item} values={values} bound={bound} onChange={(next) => set(code, next)} />}
            {!bound && (
              <Button kind="text" onClick={() => set(code, null)}>
                {t('sharing.dropCondition', { item: item ? nameOf(item) : code })}
              </Button>
            )}
          </div>
        );
      })}
      {free.length > 0 && Object.keys(rows).length < 10 && (
        <SelectField
          id="scope-add"
          label={t('sharing.addCondition')}
          value=""
          options={free.map((item) => ({ value: item.code, label: nameOf(item) }))}
          onChange={(event) => event.target.value && set(event.target.value, [])}
        />
      )}
    </fieldset>
  );
}

/** A condition with no value would cover nothing: it is not finished. */
export function isScopeWhole({ rows = {} }: RowScope): boolean {
  return Object.values(rows).every((values) => values.length > 0);
}

interface ValuesProps {
  item: Item;
  values: string[];
  bound: string[] | undefined;
  onChange(values: string[]): void;
}

function Values({ item, values, bound, onChange }: ValuesProps) {
  const { t } = useTranslation();
  const nameOf = useName();
  const say = useSay();
  const entries = useCodeLists([item.codeList])?.[item.codeList ?? ''];
  const regions = useRegionNames(item.codeList === 'regions' ? (bound ?? []) : []);
  const legend = t('sharing.valuesOf', { item: nameOf(item) });
  const id = `scope-${item.code}`;
  const named = (value: string) => {
    const entry = entries?.find(({ code }) => code === value);
    return regions.get(value) ?? (entry ? say(entry) : value);
  };
  const offered = bound ?? (item.type === 'L' ? ['true', 'false'] : entries?.map(({ code }) => code));
  if (!bound && item.codeList === 'regions') return <Regions {...{ id, legend, values, onChange }} />;
  if (offered && offered.length <= 60) {
    const options = offered.map((value) => ({
      value,
      label: item.type === 'L' ? t(`sharing.truth.${value}`) : named(value),
    }));
    return <Checks id={id} legend={legend} options={options} chosen={values} onChange={onChange} />;
  }
  return <Typed {...{ id, legend, values, onChange }} />;
}

interface Written {
  id: string;
  legend: string;
  values: string[];
  onChange(values: string[]): void;
}

/** Regions by their codes as the data has them, added one by one. */
function Regions({ id, legend, values, onChange }: Written) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      <ul className="chips">
        {values.map((value) => (
          <li key={value}>
            <RegionChip code={value} onDrop={() => onChange(values.filter((each) => each !== value))} />
          </li>
        ))}
      </ul>
      <RegionChoice id={id} value={code} onChange={setCode} />
      <div className="actions">
        <Button
          disabled={!code || values.includes(code)}
          onClick={() => {
            onChange([...values, code]);
            setCode('');
          }}
        >
          {t('sharing.addRegion')}
        </Button>
      </div>
    </fieldset>
  );
}

function RegionChip({ code, onDrop }: { code: string; onDrop(): void }) {
  const { t } = useTranslation();
  const name = useRegionName(code);
  return (
    <button type="button" className="chip" aria-label={t('filter.drop', { filter: name })} onClick={onDrop}>
      {name}
      <Icon name="close" />
    </button>
  );
}

/** Values as they stand in the data, a line each. */
function Typed({ id, legend, values, onChange }: Written) {
  const { t } = useTranslation();
  const [text, setText] = useState(values.join('\n'));
  return (
    <TextArea
      id={id}
      label={legend}
      help={t('sharing.valuesHelp')}
      rows={3}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const lines = event.target.value.split('\n').map((line) => line.trim());
        onChange([...new Set(lines.filter(Boolean))]);
      }}
    />
  );
}
