import './console.css';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

interface DrawerProps {
  title: string;
  onClose(): void;
  /** `end` shows a detail beside a list; `start` holds navigation on a phone. */
  side?: 'end' | 'start';
  /** At the foot, always in sight. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Wide enough for a list and its detail: the list stays in reach. */
const beside = '(min-width: 64rem)';

/** A detail beside the list, which stays in place and in reach; on a phone it covers the page. Escape closes, the focus returns. */
export function Drawer({ title, onClose, side = 'end', actions, children }: DrawerProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = frame.current!;
    const modal = side === 'start' || !window.matchMedia(beside).matches;
    if (modal) dialog.showModal();
    else dialog.show();
    heading.current?.focus();
    // What is not modal has no Escape of its own. A menu or dialog that is open above it takes the key first.
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !modal && !event.defaultPrevented && !document.querySelector('dialog:modal')) {
        close.current();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      const had = dialog.contains(document.activeElement);
      dialog.close();
      if ((modal || had || document.activeElement === document.body) && before instanceof HTMLElement) before.focus();
    };
  }, [side]);
  return (
    <dialog
      ref={frame}
      className="drawer"
      data-side={side}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close.current();
      }}
      onPointerDown={(event) => event.target === frame.current && frame.current.matches(':modal') && close.current()}
    >
      <div className="drawer-inner">
        <header className="drawer-head">
          <h2 ref={heading} id={id} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" className="icon-button" aria-label={t('dialog.close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div className="drawer-body">{children}</div>
        {actions && <footer className="drawer-foot">{actions}</footer>}
      </div>
    </dialog>
  );
}
