import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Case, rateCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { proseDay } from '../app/format.ts';
import { ratingLevels } from '../app/rating-levels.ts';
import { TextArea } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';

/** 好差评: what the applicant thinks of a finished case, said once; and what the agency did about a bad word. */
export function CaseRating({ item }: { item: Case }) {
  const { t, i18n } = useTranslation();
  const { rating } = item;
  if (!rating) return <Rate item={item} />;
  return (
    <section className="section" aria-labelledby="rating">
      <h2 id="rating">{t('rating.yours')}</h2>
      <p>
        <strong>{t(`rating.level.${rating.level}`)}</strong>
        {rating.comment && <span> · {rating.comment}</span>}
      </p>
      {rating.bad && !rating.answer && (
        <p>
          {rating.answerBy
            ? t('rating.callBackBy', { day: proseDay(rating.answerBy, i18n.language) })
            : t('rating.callBack')}
        </p>
      )}
      {rating.answer && <p>{t('rating.answer', { answer: rating.answer })}</p>}
      {!rating.bad && <p className="quiet">{t('rating.thanks')}</p>}
    </section>
  );
}

function Rate({ item }: { item: Case }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [level, setLevel] = useState<number>();
  const [comment, setComment] = useState('');
  const [tried, setTried] = useState(false);
  const rate = useMutation({
    mutationFn: (chosen: number) =>
      api(rateCase, {
        params: { id: item.id },
        body: { level: chosen, ...(comment.trim() && { comment: comment.trim() }) },
      }),
    onSuccess: (next) => queries.setQueryData(['case', item.id], next),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (level !== undefined) rate.mutate(level);
  };
  return (
    <form className="section" onSubmit={send} noValidate>
      <fieldset className="field choices" aria-describedby={tried && level === undefined ? 'rating-fault' : undefined}>
        <legend>{t('rating.question')}</legend>
        {ratingLevels.map((each) => (
          <label key={each} className="choice">
            <input type="radio" name="rating" checked={level === each} onChange={() => setLevel(each)} />
            <span>{t(`rating.level.${each}`)}</span>
          </label>
        ))}
        {tried && level === undefined && (
          <p id="rating-fault" className="fault" role="alert">
            {t('rating.choose')}
          </p>
        )}
      </fieldset>
      {level !== undefined && (
        <TextArea
          id="rating-comment"
          label={t(level >= 4 ? 'rating.whatWentWrong' : 'rating.comment')}
          optional
          rows={3}
          maxLength={500}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      )}
      <div className="actions">
        <Button type="submit" disabled={rate.isPending}>
          {t('rating.send')}
        </Button>
        <span className="quiet">{t('rating.once')}</span>
      </div>
      {rate.isError && <Fault error={rate.error} />}
    </form>
  );
}
