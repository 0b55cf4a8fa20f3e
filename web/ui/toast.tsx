import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import { Button } from './parts.tsx';

export interface Toast {
  text: string;
  /** Takes the act back; the toast then offers it as a button. */
  undo?(): void;
}

/** How long a toast stays, milliseconds; it waits while it is pointed at or holds the focus (WCAG 2.2.1). */
const stay = 8000;

let shown: readonly (Toast & { id: number })[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: typeof shown): void {
  shown = next;
  for (const listener of listeners) listener();
}

function show(toast: Toast): void {
  last += 1;
  set([...shown.slice(-2), { ...toast, id: last }]);
}

/** Says what has just happened, and offers to take it back: `useToast()({ text, undo })`. */
export function useToast(): (toast: Toast) => void {
  return show;
}

/** Where toasts appear; once, in the shell. */
export function Toasts() {
  const toasts = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  const [held, setHeld] = useState(false);
  return (
    <div
      className="toasts"
      role="status"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <OneToast
          key={toast.id}
          toast={toast}
          held={held}
          onEnd={() => {
            set(shown.filter((each) => each.id !== toast.id));
            setHeld(false);
          }}
        />
      ))}
    </div>
  );
}

function OneToast({ toast, held, onEnd }: { toast: Toast; held: boolean; onEnd(): void }) {
  const { t } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time runs anew only when the pause ends
  useEffect(() => {
    if (held) return;
    const later = setTimeout(onEnd, stay);
    return () => clearTimeout(later);
  }, [held]);
  return (
    <div className="toast">
      <span>{toast.text}</span>
      {toast.undo && (
        <Button
          kind="text"
          onClick={() => {
            toast.undo?.();
            onEnd();
          }}
        >
          {t('toast.undo')}
        </Button>
      )}
      <button type="button" className="icon-button" aria-label={t('dialog.close')} onClick={onEnd}>
        <Icon name="close" />
      </button>
    </div>
  );
}
