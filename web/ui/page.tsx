import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

let first = true;

interface PageProps {
  title: string;
  /** Citizen pages are one column; consoles use the width. */
  wide?: boolean;
  lead?: ReactNode;
  /** What the window's title says when the heading names a person. */
  windowTitle?: string;
  children: ReactNode;
}

/** A page: its heading, the window's title, and the focus on the heading after a move from another page. */
export function Page({ title, wide = false, lead, windowTitle = title, children }: PageProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = t('app.windowTitle', { page: windowTitle });
  }, [t, windowTitle]);
  useEffect(() => {
    if (!first) heading.current?.focus();
    first = false;
  }, []);
  return (
    <div className={wide ? undefined : 'column'}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </div>
  );
}
