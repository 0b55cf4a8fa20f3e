import { type ReactNode, useEffect, useRef } from 'react';

interface MenuProps {
  /** What the button says. */
  title: ReactNode;
  /** The name of the button when what it shows is not enough. */
  label?: string;
  side?: 'start' | 'end';
  children: ReactNode;
}

/** A small panel under a button: opens by click or Enter, closes by Escape, by a click elsewhere, and when the focus leaves. */
export function Menu({ title, label, side = 'start', children }: MenuProps) {
  const frame = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const away = (event: Event) => {
      if (frame.current?.open && !frame.current.contains(event.target as Node)) frame.current.open = false;
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, []);
  return (
    <details
      ref={frame}
      className="menu"
      data-side={side}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !frame.current?.open) return;
        event.stopPropagation();
        frame.current.open = false;
        frame.current.querySelector('summary')?.focus();
      }}
    >
      <summary aria-label={label}>{title}</summary>
      <div className="menu-panel">{children}</div>
    </details>
  );
}
