import { useQueryClient } from '@tanstack/react-query';
import type { SharingRequest } from '../../contracts/sharing.ts';
import { shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { langOf } from '../ui/chinese.tsx';

/** Puts the request as an act has left it where the pages look for it. */
export function useKeepRequest(): (request: SharingRequest) => void {
  const queries = useQueryClient();
  return (request) => {
    queries.setQueryData(['request', request.id], request);
    void queries.invalidateQueries({ queryKey: ['requests'] });
    void queries.invalidateQueries({ queryKey: ['grants'] });
  };
}

/** What the signed-in person is to a request. */
export function useRequestSides(request: SharingRequest) {
  const account = useAccount();
  const staff = account?.kind === 'staff' ? account : null;
  const steward = staff?.roles.includes('steward') ?? false;
  return {
    provides: steward && staff?.agency.id === request.provider.id,
    asks: (steward || (staff?.roles.includes('developer') ?? false)) && staff?.agency.id === request.consumer.id,
    operates: staff?.roles.includes('operator') ?? false,
  };
}

/** Something said, by whom and when. */
export function Words({ label, text, by, at }: { label: string; text: string; by: string | null; at: string }) {
  return (
    <div className="panel">
      <p className="quiet">{[label, by, shortTime(at)].filter(Boolean).join(' · ')}</p>
      <p className="opinion" lang={langOf(text)}>
        {text}
      </p>
    </div>
  );
}
