import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Case, chooseWard, refillCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { shortDay } from '../app/format.ts';
import { useSay, useSourceNames } from '../app/words.ts';
import { Button, Fault, Loading, Note } from '../ui/parts.tsx';
import { FilledFields } from './case-filled.tsx';
import { CaseMaterials } from './case-materials.tsx';
import { CaseWithdraw } from './case-withdraw.tsx';
import { unreadSources } from './unread.ts';
import { useSaving } from './use-saving.ts';
import { CaseConsents } from './waiting-consents.tsx';

// The form engine is the heaviest script of all; it comes only where something is asked.
const CaseAsked = lazy(async () => ({ default: (await import('./case-asked.tsx')).CaseAsked }));

/** The form: what only the applicant knows is asked, what the government knows is shown with its source. */
export function CaseFill({ item }: { item: Case }) {
  return item.choices.length > 0 ? <ChooseChild item={item} /> : <FillIn item={item} />;
}

function FillIn({ item }: { item: Case }) {
  const { t } = useTranslation();
  const say = useSay();
  const navigate = useNavigate();
  const formId = useId();
  const saving = useSaving(item);
  const missing = item.materials.filter((material) => material.required && material.state !== 'satisfied');
  const [missingSaid, setMissingSaid] = useState(false);
  const materials = useRef<HTMLDivElement>(null);
  const barred = item.eligibility.filter((rule) => rule.met === false);
  const asked = item.fields.filter((field) => field.kind === 'asked');
  const goOn = async () => {
    if (!(await saving.flush())) return;
    if (missing.length > 0) {
      setMissingSaid(true);
      materials.current?.focus();
      return;
    }
    await navigate({ to: '/cases/$id', params: { id: item.id }, search: { step: 'review' } });
  };
  return (
    <>
      {item.relation !== 'self' && item.subject && (
        <p>{t(`case.for.${item.relation}`, { name: item.subject.name, number: item.subject.number })}</p>
      )}
      {barred.map((rule) => (
        <Note key={rule.key} tone="due">
          <p>{say(rule.message)}</p>
        </Note>
      ))}
      <CaseConsents item={item} />
      {asked.length === 0 ? (
        <Note tone="done">
          <p>{t('case.nothingAsked', { count: item.fields.length })}</p>
        </Note>
      ) : (
        <section className="section">
          <h2>{t('case.asked', { count: asked.length })}</h2>
          <Suspense fallback={<Loading lines={3} />}>
            <CaseAsked item={item} formId={formId} onChange={saving.change} onValid={() => void goOn()} />
          </Suspense>
        </section>
      )}
      <Unread item={item} />
      <section className="section">
        <h2>{t('case.filledFields', { count: item.fields.length - asked.length })}</h2>
        <p className="quiet">{t('case.filledWhy')}</p>
        <FilledFields item={item} disputable />
      </section>
      <div ref={materials} tabIndex={-1}>
        {missingSaid && missing.length > 0 && (
          <Note tone="due">
            <p>
              {t('case.materialsMissing', {
                materials: missing.map((material) => say(material.name)).join(t('list.and')),
              })}
            </p>
          </Note>
        )}
        <CaseMaterials item={item} editable />
      </div>
      <p className="quiet after-list" role="status">
        {(asked.length > 0 || saving.state !== 'untouched') && t(`saving.${saving.state}`, { time: saving.time })}
      </p>
      {saving.error !== null && <Fault error={saving.error} />}
      <div className="actions">
        {asked.length > 0 ? (
          <Button kind="primary" type="submit" form={formId} disabled={barred.length > 0}>
            {t('case.next')}
          </Button>
        ) : (
          <Button kind="primary" disabled={barred.length > 0} onClick={() => void goOn()}>
            {t('case.next')}
          </Button>
        )}
        <CaseWithdraw item={item} />
      </div>
    </>
  );
}

/** Sources that could not be read just now can be read again, instead of the applicant typing. */
function Unread({ item }: { item: Case }) {
  const { t } = useTranslation();
  const sourceNames = useSourceNames();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => api(refillCase, { params: { id: item.id } }),
    onSuccess: (next) => queries.setQueryData(['case', item.id], next),
  });
  const unread = unreadSources(item);
  if (unread.length === 0) return null;
  return (
    <Note tone="wait">
      <p>
        {t('case.unread', { sources: [...new Set(unread.map((use) => sourceNames(use).agency))].join(t('list.and')) })}
      </p>
      <Button disabled={again.isPending} onClick={() => again.mutate()}>
        {t('case.readAgain')}
      </Button>
      {again.isError && <Fault error={again.error} />}
    </Note>
  );
}

function ChooseChild({ item }: { item: Case }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [choice, setChoice] = useState<number | null>(null);
  const choose = useMutation({
    mutationFn: (picked: number) => api(chooseWard, { params: { id: item.id }, body: { choice: picked } }),
    onSuccess: (next) => queries.setQueryData(['case', item.id], next),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (choice !== null) choose.mutate(choice);
      }}
    >
      <fieldset className="field choices">
        <legend>{t('case.whichChild')}</legend>
        <p className="help">{t('case.whichChildWhy')}</p>
        {item.choices.map((child) => (
          <label key={child.choice} className="choice">
            <input
              type="radio"
              name="child"
              checked={choice === child.choice}
              onChange={() => setChoice(child.choice)}
            />
            <span>
              {child.name} <span className="quiet">{child.number}</span>
              {child.birthDate && <span className="quiet"> {t('case.born', { day: shortDay(child.birthDate) })}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      {choose.isError && <Fault error={choose.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={choice === null || choose.isPending}>
          {t('case.choose')}
        </Button>
        <CaseWithdraw item={item} />
      </div>
    </form>
  );
}
