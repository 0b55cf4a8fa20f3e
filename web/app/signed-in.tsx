import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffRole } from '../../contracts/actor.ts';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/parts.tsx';
import { signInAddress, useAccount } from './session.ts';

/** Shows a page to residents, or to staff who hold a role; everyone else is told why not, and how to go on. */
export function SignedIn({
  as,
  title,
  children,
}: {
  as: 'resident' | 'caseworker' | readonly StaffRole[];
  title: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const account = useAccount();
  const location = useLocation();
  if (account === undefined) {
    return (
      <Page title={title}>
        <Loading />
      </Page>
    );
  }
  const held = account?.kind === 'staff' ? account.roles : [];
  const fits =
    as === 'resident'
      ? account?.kind === 'person'
      : held.some((role) => role === as || (as !== 'caseworker' && as.includes(role)));
  if (fits) return children;
  return (
    <Page title={title}>
      <p>{t(account === null ? 'signedIn.why' : `signedIn.other.${typeof as === 'string' ? as : 'staff'}`)}</p>
      <div className="actions">
        <a className="button" data-kind="primary" href={signInAddress(location.href)}>
          {t(account === null ? 'shell.signIn' : 'signedIn.change')}
        </a>
      </div>
    </Page>
  );
}
