import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';

interface ActDialogProps {
  title: string;
  /** What the act does. */
  text: string;
  /** What is to be written; without it the act needs no words. */
  label?: string;
  help?: string;
  maxLength?: number;
  /** What the button says. */
  action: string;
  /** More to fill in, above the words. */
  children?: ReactNode;
  /** Whether what is above the words is filled in. */
  whole?: boolean;
  run(text: string): Promise<unknown>;
  onClose(): void;
}

/** An act that owes its reason: what it does, the words, and the fault when it could not be done. Closes when it is done. */
export function ActDialog({
  title,
  text,
  label,
  help,
  maxLength = 1000,
  action,
  whole = true,
  ...rest
}: ActDialogProps) {
  const { t } = useTranslation();
  const { children, run, onClose } = rest;
  const [said, setSaid] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const perform = async () => {
    setTried(true);
    if (!whole || (label !== undefined && !said.trim())) return;
    setBusy(true);
    try {
      await run(said.trim());
      onClose();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <Button kind="primary" disabled={busy} onClick={() => void perform()}>
          {action}
        </Button>
      }
    >
      <p>{text}</p>
      {children}
      {tried && !whole && <p className="fault">{t('sharing.fillIn')}</p>}
      {label !== undefined && (
        <TextArea
          id="act-said"
          label={label}
          help={help}
          rows={4}
          maxLength={maxLength}
          value={said}
          fault={tried && !said.trim() ? t('fault.required') : undefined}
          onChange={(event) => setSaid(event.target.value)}
        />
      )}
      {error !== null && <Fault error={error} />}
    </Dialog>
  );
}
