import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { langOf } from './chinese.tsx';
import { Button } from './parts.tsx';

/** All but the first three and the last two characters as stars. */
export function mask(text: string): string {
  return text.length < 8
    ? '*'.repeat(text.length)
    : `${text.slice(0, 3)}${'*'.repeat(text.length - 5)}${text.slice(-2)}`;
}

/** A sensitive value, masked until asked for: screens are seen by others. */
export function Masked({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <span className="masked">
      <span lang={langOf(text)}>{shown ? text : mask(text)}</span>
      <Button
        kind="text"
        aria-label={t(shown ? 'field.hideOf' : 'field.showOf', { field: label })}
        onClick={() => setShown(!shown)}
      >
        {t(shown ? 'field.hide' : 'field.show')}
      </Button>
    </span>
  );
}
