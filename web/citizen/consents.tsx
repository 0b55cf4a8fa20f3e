import './consents.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerConsent, listMyConsents, type MyConsent, withdrawConsent } from '../../contracts/consents.ts';
import { refillCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { shortDay, shortTime, today } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { TextField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Fault, Note, Tag, type Tone } from '../ui/parts.tsx';
import { Listed } from '../ui/table.tsx';
import { ConsentShown } from './consent-shown.tsx';

const tones: Record<MyConsent['state'], Tone> = {
  asked: 'wait',
  given: 'done',
  declined: 'plain',
  withdrawn: 'plain',
  used: 'plain',
  expired: 'plain',
};

/** What agencies ask me to agree to: what they would get, and my answer, which is mine to change (个人信息保护法 art. 14, 15). */
export function ConsentsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/consents' });
  return (
    <SignedIn as="resident" title={t('consents.title')}>
      <Page title={t('consents.title')} lead={t('consents.lead')}>
        {search.case && search.id && <BackToCase number={search.case} id={search.id} />}
        <Listed
          queryKey={['my-consents', 'list', search.case ?? '']}
          load={(query) => api(listMyConsents, { query: { ...query, ...(search.case && { case: search.case }) } })}
          empty={t('consents.none')}
        >
          {(items) => {
            const first = items.find(({ state, mayAnswer }) => state === 'asked' && mayAnswer);
            return (
              <ul className="list consents">
                {items
                  .toSorted((a, b) => Number(b.state === 'asked') - Number(a.state === 'asked'))
                  .map((consent) => (
                    <One key={consent.id} consent={consent} first={consent === first} />
                  ))}
              </ul>
            );
          }}
        </Listed>
      </Page>
    </SignedIn>
  );
}

/** Everything that was asked for the case is answered: it can be filled, and goes on. */
function BackToCase({ number, id }: { number: string; id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const waiting = useQuery({
    queryKey: ['my-consents', number, 'asked'],
    queryFn: () => api(listMyConsents, { query: { case: number, state: 'asked' } }),
  });
  const back = useMutation({
    mutationFn: () => api(refillCase, { params: { id } }),
    onSuccess: async (next) => {
      queries.setQueryData(['case', id], next);
      await navigate({ to: '/cases/$id', params: { id } });
    },
  });
  if (!waiting.data) return null;
  const left = waiting.data.items.length;
  return (
    <Note tone={left > 0 ? 'wait' : 'done'}>
      <p role="status">{left > 0 ? t('consents.left', { count: left, number }) : t('consents.allSaid', { number })}</p>
      <Button kind={left > 0 ? 'plain' : 'primary'} disabled={back.isPending} onClick={() => back.mutate()}>
        {t('consents.back')}
      </Button>
      {back.isError && <Fault error={back.error} />}
    </Note>
  );
}

function One({ consent, first }: { consent: MyConsent; first: boolean }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const whose = consent.about.relation === 'self' ? t('consents.mine') : t('consents.wards', consent.about);
  const open = consent.state === 'asked' && consent.mayAnswer;
  const headingId = useId();
  return (
    <li aria-labelledby={headingId}>
      <div className="row-head">
        <h2 id={headingId}>
          {t('consents.asks', { agency: nameOf(consent.consumer), whose, resource: nameOf(consent.resource) })}
        </h2>
        <Tag tone={tones[consent.state]}>{t(`consents.states.${consent.state}`)}</Tag>
      </div>
      <Facts
        rows={[
          [t('consents.purpose'), nameOf(consent.purpose)],
          [t('consents.reason'), consent.reason],
          [t('consents.items'), consent.items.map(nameOf).join(t('list.and'))],
          [t('consents.from'), nameOf(consent.provider)],
          [t('consents.law'), consent.legalBasis],
          [t('consents.case'), consent.caseNumber],
          [t('consents.number'), `${consent.number} · ${shortTime(consent.askedAt)}`],
          [t('consents.given'), useGiven(consent)],
        ]}
      />
      <ConsentShown consent={consent} open={open} />
      {consent.mayAnswer ? (
        <Answer consent={consent} first={first} />
      ) : (
        consent.state === 'asked' && <p className="quiet">{t('consents.own')}</p>
      )}
    </li>
  );
}

/** For how long it was given, and what became of it. */
function useGiven({ state, once, validUntil, answeredAt, endedAt }: MyConsent): string | null {
  const { t } = useTranslation();
  if (once === null || validUntil === null || answeredAt === null || state === 'declined') return null;
  const day = shortDay(validUntil);
  const said = t(once ? 'consents.givenOnce' : 'consents.givenUntil', { at: shortTime(answeredAt), day });
  if (endedAt === null || state === 'given') return said;
  return t(state === 'used' ? 'consents.usedAt' : 'consents.withdrawnAt', { said, at: shortTime(endedAt) });
}

const dayIn = (days: number) => shortDay(new Date(Date.now() + days * 86_400_000).toISOString());

function Answer({ consent, first }: { consent: MyConsent; first: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const id = useId();
  const [changing, setChanging] = useState(false);
  const [sure, setSure] = useState(false);
  const [once, setOnce] = useState(consent.caseNumber !== null);
  const [until, setUntil] = useState(dayIn(30));
  const done = () => {
    setChanging(false);
    setSure(false);
    return queries.invalidateQueries({ queryKey: ['my-consents'] });
  };
  const answer = useMutation({
    mutationFn: (agrees: boolean) =>
      api(answerConsent, {
        params: { id: consent.id },
        body: agrees ? { agrees, once, validUntil: once ? dayIn(30) : until } : { agrees },
      }),
    onSuccess: done,
  });
  const withdraw = useMutation({
    mutationFn: () => api(withdrawConsent, { params: { id: consent.id } }),
    onSuccess: done,
  });
  const busy = answer.isPending || withdraw.isPending;
  const fault = answer.error ?? withdraw.error;
  if (consent.state === 'used') return null;
  if (consent.state === 'given') {
    return (
      <div className="actions">
        {sure ? (
          <>
            <span>{t('consents.sure')}</span>
            <Button disabled={busy} onClick={() => withdraw.mutate()}>
              {t('consents.withdrawYes')}
            </Button>
            <Button kind="text" onClick={() => setSure(false)}>
              {t('dialog.cancel')}
            </Button>
          </>
        ) : (
          <Button onClick={() => setSure(true)}>{t('consents.withdraw')}</Button>
        )}
        {fault && <Fault error={fault} />}
      </div>
    );
  }
  if (consent.state !== 'asked' && !changing) {
    return (
      <Button kind="text" onClick={() => setChanging(true)}>
        {t('consents.change')}
      </Button>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        answer.mutate(true);
      }}
    >
      <fieldset className="field choices">
        <legend>{t('consents.howLong')}</legend>
        {[true, false].map((each) => (
          <label key={String(each)} className="choice">
            <input type="radio" name={id} checked={once === each} onChange={() => setOnce(each)} />
            <span>{t(each ? 'consents.once' : 'consents.until')}</span>
          </label>
        ))}
      </fieldset>
      {!once && (
        <TextField
          id={`${id}-until`}
          label={t('consents.untilDay')}
          help={t('consents.untilHelp')}
          type="date"
          required
          min={today()}
          max={dayIn(364)}
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      )}
      {fault && <Fault error={fault} />}
      <div className="actions">
        <Button kind={first ? 'primary' : 'plain'} type="submit" disabled={busy || (!once && until === '')}>
          {t('consents.agree')}
        </Button>
        {consent.state === 'asked' ? (
          <Button disabled={busy} onClick={() => answer.mutate(false)}>
            {t('consents.decline')}
          </Button>
        ) : (
          <Button kind="text" onClick={() => setChanging(false)}>
            {t('dialog.cancel')}
          </Button>
        )}
      </div>
      <p className="quiet">{t('consents.free')}</p>
    </form>
  );
}
