import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acceptCase, askCorrection, type Case, decideCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { TextArea } from '../ui/fields.tsx';
import { Button, Fault, Note } from '../ui/parts.tsx';

type Act = 'accept' | 'correct' | 'notAccept' | 'grant' | 'refuse';

/** What the state of a case lets its worker do; the one that most cases need comes first. */
const actsOf: Partial<Record<Case['state'], Act[]>> = {
  submitted: ['accept', 'correct', 'notAccept'],
  accepted: ['grant', 'refuse'],
};

export function CaseActs({ item }: { item: Case }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [act, setAct] = useState<Act | null>(null);
  const [done, setDone] = useState<Act | null>(null);
  const run = useMutation({
    mutationFn: ({ kind, text }: { kind: Act; text: string }) => perform(item.id, kind, text),
    onSuccess: (next, { kind }) => {
      queries.setQueryData(['case', item.id], next);
      void queries.invalidateQueries({ queryKey: ['queue'] });
      setAct(null);
      setDone(kind);
    },
  });
  // What is missing may be said once (行政许可法 art. 32).
  const acts = (actsOf[item.state] ?? []).filter((each) => each !== 'correct' || item.correctionNote === null);
  return (
    <>
      <div role="status">
        {done && (
          <Note tone="done">
            <p>{t(`acts.${done}.done`)}</p>
          </Note>
        )}
      </div>
      {acts.length === 0 && <p className="quiet">{t('acts.none')}</p>}
      {act === null && (
        <div className="actions">
          {acts.map((each, place) => (
            <Button
              key={each}
              kind={place === 0 ? 'primary' : 'plain'}
              onClick={() => {
                run.reset();
                setDone(null);
                setAct(each);
              }}
            >
              {t(`acts.${each}.open`)}
            </Button>
          ))}
        </div>
      )}
      {act !== null && (
        <Confirm
          key={act}
          act={act}
          busy={run.isPending}
          onCancel={() => setAct(null)}
          onConfirm={(text) => run.mutate({ kind: act, text })}
        />
      )}
      {run.isError && <Fault error={run.error} />}
    </>
  );
}

interface ConfirmProps {
  act: Act;
  busy: boolean;
  onCancel(): void;
  onConfirm(text: string): void;
}

/** Says what the act does before it is done, and takes the opinion or the note that goes with it. */
function Confirm({ act, busy, onCancel, onConfirm }: ConfirmProps) {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState(act === 'grant' ? t('acts.grant.opinion') : '');
  const [tried, setTried] = useState(false);
  const wordless = act === 'accept';
  useEffect(() => form.current?.querySelector<HTMLElement>('textarea, button')?.focus(), []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wordless || text.trim()) onConfirm(text.trim());
  };
  return (
    <form ref={form} onSubmit={send} noValidate aria-label={t(`acts.${act}.open`)}>
      <p>{t(`acts.${act}.sure`)}</p>
      {!wordless && (
        <TextArea
          id={`act-${act}`}
          label={t(act === 'correct' ? 'acts.note' : 'acts.opinion')}
          fault={tried && !text.trim() ? t('fault.required') : undefined}
          value={text}
          maxLength={2000}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={busy}>
          {t(`acts.${act}.confirm`)}
        </Button>
        <Button kind="text" onClick={onCancel}>
          {t('acts.cancel')}
        </Button>
      </div>
    </form>
  );
}

function perform(id: string, act: Act, text: string): Promise<Case> {
  const params = { id };
  if (act === 'accept') return api(acceptCase, { params });
  if (act === 'correct') return api(askCorrection, { params, body: { note: text } });
  const outcome = ({ grant: 'granted', refuse: 'refused', notAccept: 'notAccepted' } as const)[act];
  return api(decideCase, { params, body: { outcome, opinion: text } });
}
