import '../ui/console.css';
import type { ReactNode } from 'react';
import { Page } from '../ui/page.tsx';

interface ConsolePageProps {
  title: string;
  /** What the window's title says when the heading names a person. */
  windowTitle?: string;
  lead?: ReactNode;
  /** Above the heading: the way back to the list. */
  back?: ReactNode;
  /** On the right of the heading: at most one of them filled. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of a console: the heading with its acts on the right, and the width for what is under it. */
export function ConsolePage({ back, actions, children, ...page }: ConsolePageProps) {
  return (
    <Page wide {...page} before={back} beside={actions}>
      {children}
    </Page>
  );
}
