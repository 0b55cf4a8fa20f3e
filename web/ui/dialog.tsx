import './console.css';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './parts.tsx';

interface DialogProps {
  title: string;
  onClose(): void;
  /** Buttons at the foot; the first is the act. */
  actions?: ReactNode;
  /** What the button that closes it says; “cancel” when absent. */
  closeLabel?: string;
  children: ReactNode;
}

/** A question that must be answered first: the browser's own modal keeps the focus in, Escape closes, the focus goes back. */
export function Dialog({ title, onClose, actions, closeLabel, children }: DialogProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const before = document.activeElement;
    const dialog = frame.current!;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={frame}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close.current();
      }}
    >
      <h2 id={id}>{title}</h2>
      <div className="dialog-body">{children}</div>
      <div className="actions">
        {actions}
        <Button kind="text" onClick={onClose}>
          {closeLabel ?? t('dialog.cancel')}
        </Button>
      </div>
    </dialog>
  );
}

export interface Question {
  title: string;
  text: ReactNode;
  /** What the button says: the act in a verb, never “OK”. */
  action: string;
}

/**
 * Asks before something that is not easily undone: `const [asking, ask] = useConfirm()`, put `asking` on the page, and
 * `if (await ask({ title, text, action })) …`.
 */
export function useConfirm(): [ReactNode, (question: Question) => Promise<boolean>] {
  const [open, setOpen] = useState<{ question: Question; answer(yes: boolean): void }>();
  const answered = (yes: boolean) => {
    open?.answer(yes);
    setOpen(undefined);
  };
  return [
    open && (
      <Dialog
        title={open.question.title}
        onClose={() => answered(false)}
        actions={
          <Button kind="primary" onClick={() => answered(true)}>
            {open.question.action}
          </Button>
        }
      >
        {typeof open.question.text === 'string' ? <p>{open.question.text}</p> : open.question.text}
      </Dialog>
    ),
    (question) => new Promise((answer) => setOpen({ question, answer })),
  ];
}
