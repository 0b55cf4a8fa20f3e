import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerCorrection, type Correction, listCorrections } from '../../contracts/corrections.ts';
import { api } from '../api.ts';
import { shortDay, shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { FieldFrame } from '../ui/fields.tsx';
import { Masked } from '../ui/masked.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Fault, Tag, type Tone } from '../ui/parts.tsx';
import { Listed } from '../ui/table.tsx';

const sides = ['provider', 'reporter'] as const;
const tones: Record<Correction['state'], Tone> = { submitted: 'wait', accepted: 'act', done: 'done', kept: 'plain' };

/** Values that others say are wrong (疑义校核): ours to answer, and those that we reported. */
export function CorrectionsPage() {
  const { t } = useTranslation();
  const { side = 'provider' } = useSearch({ from: '/agency/corrections' });
  return (
    <SignedIn as={['steward', 'caseworker']} title={t('corrections.title')}>
      <Page wide title={t('corrections.title')} lead={t('corrections.lead')}>
        <nav aria-label={t('corrections.side')} className="tabs">
          {sides.map((each) => (
            <Link
              key={each}
              to="/agency/corrections"
              search={{ side: each === 'provider' ? undefined : each }}
              activeOptions={{ exact: true }}
            >
              {t(`corrections.sides.${each}`)}
            </Link>
          ))}
        </nav>
        <Listed
          key={side}
          queryKey={['corrections', side]}
          load={(query) => api(listCorrections, { query: { ...query, side } })}
          empty={t(`corrections.none.${side}`)}
        >
          {(items) => (
            <ul className="list">
              {items.map((item) => (
                <li key={item.id}>
                  <One item={item} />
                </li>
              ))}
            </ul>
          )}
        </Listed>
      </Page>
    </SignedIn>
  );
}

function One({ item }: { item: Correction }) {
  const { t } = useTranslation();
  return (
    <article className="panel" aria-labelledby={`c-${item.id}`}>
      <h2 id={`c-${item.id}`}>
        {t('corrections.about', { resource: item.resourceName, item: item.itemName })}{' '}
        <Tag tone={tones[item.state]}>{t(`corrections.states.${item.state}`)}</Tag>
      </h2>
      <Facts
        rows={[
          [t('corrections.number'), item.number],
          [t('corrections.subject'), <Masked key="subject" text={item.subject} label={t('corrections.subject')} />],
          [t('corrections.held'), item.heldValue],
          [t('corrections.stated'), item.statedValue],
          [t('corrections.proof'), item.proof],
          [t('corrections.from'), item.agencyName ?? t(`corrections.origins.${item.origin}`)],
          [t('corrections.case'), item.caseNumber],
          [t('corrections.filedAt'), shortTime(item.filedAt)],
          [t('corrections.due'), item.state === 'submitted' && item.dueDate ? shortDay(item.dueDate) : null],
          [t('corrections.opinion'), item.opinion],
        ]}
      />
      {item.state === 'accepted' && (
        <p>
          {t('corrections.bring')}{' '}
          <Link to="/agency/library/$resourceId" params={{ resourceId: item.resourceId }} search={{}}>
            {t('corrections.toLibrary')}
          </Link>
        </p>
      )}
      {item.mine && <Answer id={item.id} />}
    </article>
  );
}

function Answer({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [opinion, setOpinion] = useState('');
  const [tried, setTried] = useState(false);
  const act = useMutation({
    mutationFn: (accepts: boolean) => api(answerCorrection, { params: { id }, body: { accepts, opinion } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['corrections'] }),
  });
  const answer = (accepts: boolean) => {
    setTried(true);
    if (opinion.trim() !== '') act.mutate(accepts);
  };
  const fault = tried && opinion.trim() === '' ? t('corrections.sayWhy') : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    answer(true);
  };
  return (
    <form onSubmit={submit} noValidate>
      <FieldFrame id={`opinion-${id}`} label={t('corrections.opinion')} fault={fault}>
        <textarea
          id={`opinion-${id}`}
          className="input"
          rows={2}
          maxLength={1000}
          value={opinion}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? `opinion-${id}-fault` : undefined}
          onChange={(event) => setOpinion(event.target.value)}
        />
      </FieldFrame>
      {act.isError && <Fault error={act.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={act.isPending}>
          {t('corrections.accept')}
        </Button>
        <Button disabled={act.isPending} onClick={() => answer(false)}>
          {t('corrections.keep')}
        </Button>
      </div>
    </form>
  );
}
