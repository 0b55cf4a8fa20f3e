import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Static } from 'typebox';
import { getMyLicence, type Licence } from '../../contracts/licences.ts';
import { api } from '../api.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { Page } from '../ui/page.tsx';
import { Fault, Loading } from '../ui/parts.tsx';

export type WholeLicence = Static<typeof Licence>;

/** A page about one licence of the library: its frame while the licence is fetched, or cannot be. */
export function WithLicence({
  id,
  title,
  children,
}: {
  id: string;
  title: string;
  children(licence: WholeLicence): ReactNode;
}) {
  return (
    <SignedIn as="resident" title={title}>
      <Fetched {...{ id, title, children }} />
    </SignedIn>
  );
}

function Fetched({ id, title, children }: Parameters<typeof WithLicence>[0]) {
  const found = useQuery({ queryKey: ['licence', id], queryFn: () => api(getMyLicence, { params: { id } }) });
  if (found.data) return children(found.data);
  return (
    <Page title={title}>
      {found.isError ? <Fault error={found.error} onRetry={() => void found.refetch()} /> : <Loading lines={8} />}
    </Page>
  );
}
