import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acceptCase, askCorrection, type Case, decideCase, listQueue } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { useConfirm } from '../ui/dialog.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { useToast } from '../ui/toast.tsx';
import { ActDrawer, type WordedAct } from './case-act-drawer.tsx';
import { Deadline } from './queue-deadline.tsx';

type Act = 'accept' | WordedAct;

/** What the state of a case lets its worker do; the one that most cases need comes first. */
const actsOf: Partial<Record<Case['state'], Act[]>> = {
  submitted: ['accept', 'correct', 'notAccept'],
  accepted: ['grant', 'refuse'],
};

/** Always in sight at the foot: the clock, what can be done, and the way to the next case. */
export function CaseActs({ item }: { item: Case }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const toast = useToast();
  const [asking, ask] = useConfirm();
  const [open, setOpen] = useState<WordedAct>();
  const run = useMutation({
    mutationFn: ({ act, text }: { act: Act; text: string }) => perform(item.id, act, text),
    onSuccess: (next, { act }) => {
      queries.setQueryData(['case', item.id], next);
      void queries.invalidateQueries({ queryKey: ['queue'] });
      setOpen(undefined);
      toast({ text: t(`acts.${act}.done`) });
    },
  });
  // What is missing may be said once (行政许可法 art. 32).
  const acts = (actsOf[item.state] ?? []).filter((each) => each !== 'correct' || item.correctionNote === null);
  const begin = async (act: Act) => {
    run.reset();
    if (act !== 'accept') return setOpen(act);
    const question = { title: t('acts.accept.open'), text: t('acts.accept.sure'), action: t('acts.accept.confirm') };
    if (await ask(question)) run.mutate({ act, text: '' });
  };
  return (
    <section className="case-bar" aria-label={t('agencyCase.acts')}>
      {run.isError && !open && <Fault error={run.error} />}
      <div className="case-bar-row">
        {acts.map((act, place) => (
          <Button
            key={act}
            kind={place === 0 ? 'primary' : 'plain'}
            disabled={run.isPending}
            onClick={() => void begin(act)}
          >
            {t(`acts.${act}.open`)}
          </Button>
        ))}
        {acts.length === 0 && <span className="quiet">{t('acts.none')}</span>}
        <span className="case-bar-clock">{acts.length > 0 && <Deadline item={item} />}</span>
        <Next item={item} filled={acts.length === 0} />
      </div>
      {asking}
      {open && (
        <ActDrawer
          key={open}
          act={open}
          item={item}
          busy={run.isPending}
          error={run.isError ? run.error : null}
          onClose={() => setOpen(undefined)}
          onSend={(text) => run.mutate({ act: open, text })}
        />
      )}
    </section>
  );
}

/** The most urgent case that waits for the agency, but this one. */
function Next({ item, filled }: { item: Case; filled: boolean }) {
  const { t } = useTranslation();
  const queue = useQuery({
    queryKey: ['queue', 'next'],
    queryFn: () => api(listQueue, { query: { limit: 5 } }),
  });
  const next = queue.data?.items.find(({ id, state }) => id !== item.id && state !== 'correction');
  if (!next) return null;
  return (
    <Link to="/agency/cases/$id" params={{ id: next.id }} className="button" data-kind={filled ? 'primary' : 'plain'}>
      {t('agencyCase.next')}
    </Link>
  );
}

function perform(id: string, act: Act, text: string): Promise<Case> {
  const params = { id };
  if (act === 'accept') return api(acceptCase, { params });
  if (act === 'correct') return api(askCorrection, { params, body: { note: text } });
  const outcome = ({ grant: 'granted', refuse: 'refused', notAccept: 'notAccepted' } as const)[act];
  return api(decideCase, { params, body: { outcome, opinion: text } });
}
