import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { endMyOtherSessions, endMySession, listMySessions, type MySession } from '../../contracts/identity.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { signOut } from '../app/session.ts';
import { Button, Fault, Loading, Tag } from '../ui/parts.tsx';

/** Where one is signed in; each can be ended, and all at once. */
export function Sessions() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => api(listMySessions) });
  const end = useMutation({
    mutationFn: async (id: string | undefined) => {
      if (id === undefined) await api(endMyOtherSessions);
      else await api(endMySession, { params: { id } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const named = ({ browser, device }: MySession) =>
    t('sessions.named', {
      browser: t(`sessions.browser.${browser ?? 'other'}`),
      device: t(`sessions.device.${device ?? 'other'}`),
    });
  return (
    <section className="section" aria-labelledby="sessions">
      <h2 id="sessions">{t('sessions.title')}</h2>
      {sessions.isPending && <Loading lines={3} />}
      {sessions.isError && <Fault error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <ul className="list">
        {sessions.data?.items.map((each) => (
          <li key={each.id}>
            <div className="row-head">
              <strong>{named(each)}</strong>
              {each.current ? (
                <Tag tone="done">{t('sessions.current')}</Tag>
              ) : (
                <Button kind="text" disabled={end.isPending} onClick={() => end.mutate(each.id)}>
                  {t('sessions.end')}
                </Button>
              )}
            </div>
            <p className="quiet">
              {t('sessions.times', { first: shortTime(each.firstSeenAt), last: shortTime(each.lastSeenAt) })}
            </p>
          </li>
        ))}
      </ul>
      {end.isError && <Fault error={end.error} />}
      <div className="actions">
        {(sessions.data?.items.length ?? 0) > 1 && (
          <Button disabled={end.isPending} onClick={() => end.mutate(undefined)}>
            {t('sessions.endOthers')}
          </Button>
        )}
        <Button kind="text" onClick={() => void signOut({ everywhere: true })}>
          {t('settings.everywhere')}
        </Button>
      </div>
    </section>
  );
}
