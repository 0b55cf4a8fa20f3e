import { useState } from 'react';

/** The columns that the reader put away, kept on the device under the table's name. */
export function useKeptColumns(table: string): [string[], (keys: string[]) => void] {
  const key = `legwork.columns.${table}`;
  const [hidden, setHidden] = useState(() => localStorage.getItem(key)?.split(' ').filter(Boolean) ?? []);
  return [
    hidden,
    (keys) => {
      if (keys.length > 0) localStorage.setItem(key, keys.join(' '));
      else localStorage.removeItem(key);
      setHidden(keys);
    },
  ];
}
