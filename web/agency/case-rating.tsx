import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerRating, type Case } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { proseDay, shortTime } from '../app/format.ts';
import { TextArea } from '../ui/fields.tsx';
import { Button, Facts, Fault, Note } from '../ui/parts.tsx';

/** What the applicant thinks of the case; a bad word is called back on, and what was done is told. */
export function CaseRating({ item }: { item: Case }) {
  const { t, i18n } = useTranslation();
  const { rating } = item;
  if (!rating) return null;
  const owed = rating.bad && rating.answeredAt === null;
  return (
    <section className="section" aria-labelledby="rating">
      <h2 id="rating">{t('rating.given')}</h2>
      <Facts
        rows={[
          [t('rating.rated'), `${t(`rating.level.${rating.level}`)} · ${shortTime(rating.at)}`],
          [t('rating.words'), rating.comment],
          [t('rating.by'), owed && rating.answerBy ? proseDay(rating.answerBy, i18n.language) : null],
          [t('rating.done'), rating.answer],
        ]}
      />
      {owed && <CallBack id={item.id} />}
    </section>
  );
}

function CallBack({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const answer = useMutation({
    mutationFn: () => api(answerRating, { params: { id }, body: { answer: text.trim() } }),
    onSuccess: async (next) => {
      queries.setQueryData(['case', id], next);
      await queries.invalidateQueries({ queryKey: ['queue'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (text.trim()) answer.mutate();
  };
  return (
    <form onSubmit={send} noValidate>
      <Note tone="wait">
        <p>{t('rating.owed')}</p>
      </Note>
      <TextArea
        id="call-back"
        label={t('rating.whatDone')}
        help={t('rating.whatDoneHelp')}
        fault={tried && !text.trim() ? t('fault.required') : undefined}
        rows={4}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="actions">
        <Button type="submit" disabled={answer.isPending}>
          {t('rating.sendAnswer')}
        </Button>
      </div>
      {answer.isError && <Fault error={answer.error} />}
    </form>
  );
}
