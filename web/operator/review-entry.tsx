import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getResource, type Remark, type ResourceDetail, reviewResource } from '../../contracts/catalogue.ts';
import { ResourceDifferences } from '../agency/resource-differences.tsx';
import { useFieldName } from '../agency/resource-fields.ts';
import { ResourceHistory } from '../agency/resource-history.tsx';
import { ResourceShown } from '../agency/resource-shown.tsx';
import { ResourceTag } from '../agency/resource-tag.tsx';
import { api } from '../api.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { SelectField, TextArea } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Fault, Loading, Note } from '../ui/parts.tsx';

const remarkable = [
  'name',
  'summary',
  'classCode',
  'format',
  'updateCycle',
  'shareType',
  'shareCondition',
  'legalBasis',
  'shareMethod',
  'openToPublic',
  'items',
  'subjectKind',
  'subjectItem',
  'guardianItems',
  'keyItems',
];

export function ReviewEntryPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator']} title={t('catalogueReview.one')}>
      <Entry />
    </SignedIn>
  );
}

function Entry() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { id } = useParams({ from: '/operator/review/$id' });
  const found = useQuery({ queryKey: ['resource', id], queryFn: () => api(getResource, { params: { id } }) });
  const resource = found.data;
  return (
    <Page wide title={resource ? nameOf(resource) : t('catalogueReview.one')}>
      <p>
        <Link to="/operator/review">{t('catalogueReview.back')}</Link>
      </p>
      {resource ? (
        <div className="two">
          <div>
            <Facts
              rows={[
                [t('resource.state'), <ResourceTag key="state" state={resource.state} />],
                [t('resource.code'), resource.code],
                [t('resource.provider'), nameOf({ name: resource.providerName, nameEn: resource.providerNameEn })],
              ]}
            />
            {resource.changeOf && (
              <section className="section" aria-labelledby="differences">
                <h2 id="differences">{t('resource.differences')}</h2>
                <ResourceDifferences differences={resource.differences} title={t('resource.differences')} />
              </section>
            )}
            <ResourceShown resource={resource} />
            <ResourceHistory resource={resource} />
          </div>
          <aside aria-label={t('catalogueReview.decide')}>
            <Review key={id} resource={resource} />
          </aside>
        </div>
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </Page>
  );
}

/** Publishes the entry, or returns it with a remark for each field that is to be mended. */
function Review({ resource }: { resource: ResourceDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fieldName = useFieldName(resource.items);
  const [remarks, setRemarks] = useState<Remark[]>([]);
  const [field, setField] = useState('');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const review = useMutation({
    mutationFn: (decision: 'publish' | 'return') =>
      api(reviewResource, {
        params: { id: resource.id },
        body: { decision, remarks: decision === 'return' ? remarks : [] },
      }),
    onSuccess: (next) => {
      queries.setQueryData(['resource', resource.id], next);
      void queries.invalidateQueries({ queryKey: ['resources'] });
    },
  });
  const add = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!field || !text.trim()) return;
    setRemarks([...remarks, { field, remark: text.trim() }]);
    setField('');
    setText('');
    setTried(false);
  };
  const options = [
    ...remarkable.map((name) => `/${name}`),
    ...resource.items.map((_, place) => `/items/${place}/name`),
  ].map((value) => ({ value, label: fieldName(value) }));
  return (
    <div className="panel">
      <div role="status">
        {review.isSuccess && (
          <Note tone="done">
            <p>{t(`catalogueReview.done.${review.variables}`, { code: review.data.code ?? '' })}</p>
          </Note>
        )}
      </div>
      {resource.state !== 'submitted' ? (
        <p>{t('catalogueReview.nothingToDo')}</p>
      ) : (
        <>
          <div className="actions">
            <Button
              kind="primary"
              disabled={review.isPending || remarks.length > 0}
              onClick={() => review.mutate('publish')}
            >
              {t('catalogueReview.publish')}
            </Button>
          </div>
          <h2>{t('catalogueReview.remarks')}</h2>
          {remarks.length > 0 && (
            <ul>
              {remarks.map((each, place) => (
                <li key={each.field + each.remark}>
                  {t('resource.remarkOn', { field: fieldName(each.field), remark: each.remark })}{' '}
                  <Button
                    kind="text"
                    aria-label={t('catalogueReview.dropOf', { field: fieldName(each.field) })}
                    onClick={() => setRemarks(remarks.filter((_, other) => other !== place))}
                  >
                    {t('resource.remove')}
                  </Button>
                </li>
              ))}
            </ul>
          )}
          <form onSubmit={add} noValidate>
            <SelectField
              id="remark-field"
              label={t('catalogueReview.field')}
              value={field}
              options={options}
              fault={tried && !field ? t('fault.required') : undefined}
              onChange={(event) => setField(event.target.value)}
            />
            <TextArea
              id="remark-text"
              label={t('catalogueReview.remark')}
              rows={2}
              maxLength={1000}
              value={text}
              fault={tried && !text.trim() ? t('fault.required') : undefined}
              onChange={(event) => setText(event.target.value)}
            />
            <div className="actions">
              <Button type="submit">{t('catalogueReview.add')}</Button>
              <Button disabled={review.isPending || remarks.length === 0} onClick={() => review.mutate('return')}>
                {t('catalogueReview.return')}
              </Button>
            </div>
          </form>
        </>
      )}
      {review.isError && <Fault error={review.error} />}
    </div>
  );
}
