import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { acceptCase, type Case, getCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { CaseTag } from '../app/case-tag.tsx';
import { shortTime } from '../app/format.ts';
import { useSay } from '../app/words.ts';
import { Drawer } from '../ui/drawer.tsx';
import { Button, Facts, Fault, Loading, Tag } from '../ui/parts.tsx';
import { useToast } from '../ui/toast.tsx';
import { attentionOf } from './case-attention.ts';
import { Deadline } from './queue-deadline.tsx';

/** What a worker wants to know of a case before opening it: who, what stands out, and until when. */
export function QueueDrawer({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useTranslation();
  const say = useSay();
  const queries = useQueryClient();
  const toast = useToast();
  const found = useQuery({ queryKey: ['case', id], queryFn: () => api(getCase, { params: { id } }) });
  const accept = useMutation({
    mutationFn: () => api(acceptCase, { params: { id } }),
    onSuccess: (next) => {
      queries.setQueryData(['case', id], next);
      void queries.invalidateQueries({ queryKey: ['queue'] });
      toast({ text: t('acts.accept.done') });
    },
  });
  const item = found.data;
  return (
    <Drawer
      title={item ? say(item.service.title) : t('agencyCase.title')}
      onClose={onClose}
      actions={
        item && (
          <>
            <Link to="/agency/cases/$id" params={{ id }} className="button" data-kind="primary">
              {t('queue.open')}
            </Link>
            {item.state === 'submitted' && (
              <Button disabled={accept.isPending} onClick={() => accept.mutate()}>
                {t('queue.accept')}
              </Button>
            )}
          </>
        )
      }
    >
      {accept.isError && <Fault error={accept.error} />}
      {item ? (
        <Summary item={item} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Drawer>
  );
}

function Summary({ item }: { item: Case }) {
  const { t } = useTranslation();
  const say = useSay();
  const attention = attentionOf(item);
  const official = item.fields.filter((field) => field.kind === 'filled' && field.source).length;
  return (
    <>
      <Facts
        rows={[
          [t('status.number'), item.number],
          [t('queue.standing'), <CaseTag key="tag" state={item.state} ending={item.ending} late={item.late} />],
          [t('queue.deadline'), <Deadline key="deadline" item={item} />],
          [t('queue.applicant'), `${item.applicant.name} ${item.applicant.number}`],
          [
            t('queue.subject'),
            item.subject && item.relation !== 'self' ? `${item.subject.name} ${item.subject.number}` : t('queue.self'),
          ],
          [t('queue.submitted'), item.submittedAt && shortTime(item.submittedAt)],
        ]}
      />
      <h3>{t('attention.title')}</h3>
      {attention.length === 0 ? (
        <p className="ticked">{t('attention.none')}</p>
      ) : (
        <ul className="plain attention">
          {attention.map(({ key, kind, title }) => (
            <li key={key}>
              <Tag tone={kind === 'unmet' || kind === 'missing' ? 'due' : 'wait'}>{t(`attention.${kind}`)}</Tag>{' '}
              {say(title)}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">
        {t('attention.read', { official, stated: item.fields.length - official, materials: item.materials.length })}
      </p>
    </>
  );
}
