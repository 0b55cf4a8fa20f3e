import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DocumentDetail, reviewDocument } from '../../contracts/documents.ts';
import { api } from '../api.ts';
import { SelectField, TextArea } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';

const fields = ['title', 'classCode', 'number', 'summary', 'issuedOn', 'validUntil', 'sourceName', 'body'] as const;

/** The operator's review of what was submitted: publish it, or return it with a remark on a field. */
export function DocumentReview({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [field, setField] = useState('');
  const [remark, setRemark] = useState('');
  const review = useMutation({
    mutationFn: (decision: 'publish' | 'return') =>
      api(reviewDocument, {
        params: { id: document.id },
        body:
          decision === 'publish'
            ? { decision }
            : { decision, remarks: [{ field: `/${field}`, remark: remark.trim() }] },
      }),
    onSuccess: (next) => {
      queries.setQueryData(['document', document.id], next);
      void queries.invalidateQueries({ queryKey: ['documents'] });
    },
  });
  return (
    <section className="panel" aria-labelledby="document-review">
      <h2 id="document-review">{t('documents.review')}</h2>
      <p className="quiet">{t('documents.reviewWords')}</p>
      <SelectField
        id="review-field"
        label={t('documents.remarkField')}
        optional
        value={field}
        options={fields.map((value) => ({ value, label: t(`documents.${value === 'title' ? 'titleField' : value}`) }))}
        onChange={(event) => setField(event.target.value)}
      />
      <TextArea
        id="review-remark"
        label={t('documents.remark')}
        optional
        rows={2}
        maxLength={1000}
        value={remark}
        onChange={(event) => setRemark(event.target.value)}
      />
      {review.isError && <Fault error={review.error} />}
      <div className="actions">
        <Button
          kind="primary"
          disabled={review.isPending || remark.trim() !== ''}
          onClick={() => review.mutate('publish')}
        >
          {t('documents.publish')}
        </Button>
        <Button disabled={review.isPending || !remark.trim() || !field} onClick={() => review.mutate('return')}>
          {t('documents.return')}
        </Button>
      </div>
    </section>
  );
}
