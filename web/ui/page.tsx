import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { langOf } from './chinese.tsx';

let first = true;

interface PageProps {
  title: string;
  /** Citizen pages are one column; consoles use the width. */
  wide?: boolean;
  lead?: ReactNode;
  /** What the window's title says when the heading names a person. */
  windowTitle?: string;
  /** Above the heading: the way back. */
  before?: ReactNode;
  /** On the right of the heading: what can be done on the page. */
  beside?: ReactNode;
  children: ReactNode;
}

/** A page: its heading, the window's title, and the focus on the heading after a move from another page. */
export function Page({ title, wide = false, lead, windowTitle = title, before, beside, children }: PageProps) {
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
      {before && <div className="page-back">{before}</div>}
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1} lang={langOf(title)}>
          {title}
        </h1>
        {beside && <div className="page-acts">{beside}</div>}
      </div>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </div>
  );
}
