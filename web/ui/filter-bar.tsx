import './console.css';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { langOf } from './chinese.tsx';
import { Icon } from './icon.tsx';
import { Button } from './parts.tsx';

export interface FilterSelect {
  key: string;
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  onChange(value: string | undefined): void;
  /** What no choice is called; "all" when left out. */
  all?: string;
}

interface FilterBarProps {
  search?: { label: string; value: string | undefined; placeholder?: string; onChange(text: string | undefined): void };
  selects?: FilterSelect[];
  /** Called by “clear all”; empties every filter at once. */
  onClear(): void;
  children?: ReactNode;
}

/** Above a list: search and choices, each one in force as a chip that takes it away. The page keeps them in the address. */
export function FilterBar({ search, selects = [], onClear, children }: FilterBarProps) {
  const { t } = useTranslation();
  const id = useId();
  const active = [
    ...(search?.value ? [{ key: 'search', text: `“${search.value}”`, drop: () => search.onChange(undefined) }] : []),
    ...selects.flatMap(({ key, label, value, options, onChange }) => {
      const chosen = value && options.find((option) => option.value === value);
      return chosen ? [{ key, text: `${label}: ${chosen.label}`, drop: () => onChange(undefined) }] : [];
    }),
  ];
  return (
    <search className="filter-bar" aria-label={t('filter.label')}>
      <div className="filter-row">
        {search && <SearchInput {...search} id={`${id}-search`} />}
        {selects.map((select) => (
          <div key={select.key} className="filter-select">
            <label htmlFor={`${id}-${select.key}`}>{select.label}</label>
            <select
              id={`${id}-${select.key}`}
              className="input"
              value={select.value ?? ''}
              onChange={(event) => select.onChange(event.target.value || undefined)}
            >
              <option value="">{select.all ?? t('filter.all')}</option>
              {select.options.map((option) => (
                <option key={option.value} value={option.value} lang={langOf(option.label)}>
                  {option.label}
                </option>
              ))}
            </select>
          </div>
        ))}
        {children}
      </div>
      {active.length > 0 && (
        <ul className="chips" aria-label={t('filter.active')}>
          {active.map(({ key, text, drop }) => (
            <li key={key}>
              <button type="button" className="chip" aria-label={t('filter.drop', { filter: text })} onClick={drop}>
                {text}
                <Icon name="close" />
              </button>
            </li>
          ))}
          <li>
            <Button kind="text" onClick={onClear}>
              {t('filter.clear')}
            </Button>
          </li>
        </ul>
      )}
    </search>
  );
}

/** How long a reader pauses before what they typed is searched for, milliseconds. */
const pause = 250;

function SearchInput({
  id,
  label,
  value,
  placeholder,
  onChange,
}: { id: string } & NonNullable<FilterBarProps['search']>) {
  const [text, setText] = useState(value ?? '');
  const sent = useRef(value ?? '');
  const change = useRef(onChange);
  change.current = onChange;
  // The address changed by another way: a chip, "back".
  useEffect(() => {
    if ((value ?? '') === sent.current) return;
    sent.current = value ?? '';
    setText(value ?? '');
  }, [value]);
  useEffect(() => {
    if (text.trim() === sent.current) return;
    const later = setTimeout(() => {
      sent.current = text.trim();
      change.current(text.trim() || undefined);
    }, pause);
    return () => clearTimeout(later);
  }, [text]);
  return (
    <div className="filter-search">
      <label htmlFor={id}>{label}</label>
      <div className="filter-search-box">
        <Icon name="search" />
        <input
          id={id}
          type="search"
          className="input"
          value={text}
          maxLength={100}
          placeholder={placeholder}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
    </div>
  );
}
