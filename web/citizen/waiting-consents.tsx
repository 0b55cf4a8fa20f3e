import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listMyConsents } from '../../contracts/consents.ts';
import { type Case, refillCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { useName } from '../app/words.ts';
import { Button, Fault, Note } from '../ui/parts.tsx';

/** Says that an agency waits for the reader's word, wherever they look at their affairs. */
export function WaitingConsents() {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ['my-consents', '', 'asked'],
    queryFn: () => api(listMyConsents, { query: { state: 'asked' } }),
  });
  const count = found.data?.items.filter(({ mayAnswer }) => mayAnswer).length ?? 0;
  return (
    <p className={count > 0 ? 'note' : 'quiet'} data-tone={count > 0 ? 'wait' : undefined}>
      {count > 0 && `${t('consents.waiting', { count })} `}
      <Link to="/consents">{t(count > 0 ? 'consents.see' : 'consents.title')}</Link>
    </p>
  );
}

/** What the law lets a case read only if the applicant agrees: asked on the way, with what would be given. */
export function CaseConsents({ item }: { item: Case }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const unread = item.uses.some(({ outcome }) => outcome === 'consent-missing');
  const found = useQuery({
    queryKey: ['my-consents', item.number],
    queryFn: () => api(listMyConsents, { query: { case: item.number } }),
    enabled: unread,
  });
  const again = useMutation({
    mutationFn: () => api(refillCase, { params: { id: item.id } }),
    onSuccess: (next) => queries.setQueryData(['case', item.id], next),
  });
  const asked = found.data?.items.filter(({ state }) => state === 'asked') ?? [];
  const refused = found.data?.items.filter(({ state }) => state === 'declined' || state === 'withdrawn') ?? [];
  const given = found.data?.items.some(({ state }) => state === 'given') ?? false;
  if (asked.length === 0 && refused.length === 0 && !given) return null;
  const names = (asked.length > 0 ? asked : refused)
    .map(({ provider, resource }) => t('consents.source', { agency: nameOf(provider), resource: nameOf(resource) }))
    .join(t('list.and'));
  return (
    <Note tone={asked.length > 0 ? 'wait' : 'plain'}>
      {names !== '' && <p>{t(asked.length > 0 ? 'consents.onTheWay' : 'consents.declinedHere', { names })}</p>}
      <div className="actions">
        {names !== '' && (
          <Link to="/consents" search={{ case: item.number, id: item.id }} className="button" data-kind="plain">
            {t('consents.see')}
          </Link>
        )}
        {asked.length === 0 && given && (
          <Button disabled={again.isPending} onClick={() => again.mutate()}>
            {t('consents.fill')}
          </Button>
        )}
      </div>
      {again.isError && <Fault error={again.error} />}
    </Note>
  );
}
