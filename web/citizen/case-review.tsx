import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Case, submitCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { FieldValue } from '../app/field-value.tsx';
import { useSay } from '../app/words.ts';
import { Button, Fault } from '../ui/parts.tsx';
import { Source } from './case-filled.tsx';
import { CaseMaterials } from './case-materials.tsx';

/** Everything once more before it is handed in. */
export function CaseReview({ item }: { item: Case }) {
  const { t } = useTranslation();
  const say = useSay();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = useMutation({
    mutationFn: () => api(submitCase, { params: { id: item.id } }),
    onSuccess: async (next) => {
      queries.setQueryData(['case', item.id], next);
      void queries.invalidateQueries({ queryKey: ['cases'] });
      await navigate({ to: '/cases/$id', params: { id: item.id }, search: {}, replace: true });
    },
  });
  const answered = item.fields.filter(
    (field) => field.kind === 'filled' || (field.value !== null && field.value !== undefined),
  );
  return (
    <>
      <dl className="facts review">
        {answered.map((field) => (
          <div key={field.name} className="facts-row">
            <dt>{say(field.title)}</dt>
            <dd>
              <FieldValue field={field} value={field.value} />
              <div className="quiet">{field.kind === 'asked' ? t('source.you') : <Source field={field} />}</div>
              {field.dispute && <div className="dispute-note">{t('dispute.short')}</div>}
            </dd>
          </div>
        ))}
      </dl>
      <CaseMaterials item={item} />
      <p className="after-list">{t('review.declare')}</p>
      {submit.isError && <Fault error={submit.error} />}
      <div className="actions">
        <Button kind="primary" disabled={submit.isPending} onClick={() => submit.mutate()}>
          {t(submit.isPending ? 'review.sending' : 'review.send')}
        </Button>
        <Link to="/cases/$id" params={{ id: item.id }} className="button">
          {t('review.back')}
        </Link>
      </div>
    </>
  );
}
