import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getResource } from '../../contracts/catalogue.ts';
import { answerSharingRequest, type SharingRequest } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { today } from '../app/format.ts';
import { useName } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Fault, Tag } from '../ui/parts.tsx';
import { useKeepRequest } from './request-parts.tsx';
import { isScopeWhole, ScopeEditor } from './scope-editor.tsx';

interface Decision {
  decision: 'granted' | 'refused' | '';
  reason: string;
}

/** The provider answers item by item, what is refused with its reason; it may narrow rows and validity (国令第809号). */
export function AnswerForm({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const keep = useKeepRequest();
  const [decisions, setDecisions] = useState<Record<string, Decision>>({});
  const [scope, setScope] = useState(request.scope);
  const [validUntil, setValidUntil] = useState(request.validUntil);
  const [tried, setTried] = useState(false);
  const resource = useQuery({
    queryKey: ['resource', request.resource.id],
    queryFn: () => api(getResource, { params: { id: request.resource.id } }),
  });
  const of = (code: string): Decision => decisions[code] ?? { decision: '', reason: '' };
  const withheld = (code: string) => request.items.find((item) => item.code === code)?.shareType === 'withheld';
  const answer = useMutation({
    mutationFn: () =>
      api(answerSharingRequest, {
        params: { id: request.id },
        body: {
          items: request.items.map(({ code }) => {
            const { decision, reason } = of(code);
            if (decision === 'granted') return { code, decision };
            return { code, decision: 'refused' as const, ...(reason.trim() && { reason: reason.trim() }) };
          }),
          scope,
          validUntil,
        },
      }),
    onSuccess: keep,
  });
  const whole =
    isScopeWhole(scope) &&
    validUntil !== '' &&
    request.items.every(({ code }) => {
      const { decision, reason } = of(code);
      return decision === 'granted' || (decision === 'refused' && (reason.trim() !== '' || withheld(code)));
    });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (whole) answer.mutate();
  };
  const grantable = request.items.filter(({ code }) => !withheld(code));
  return (
    <form className="panel column-start" onSubmit={send} noValidate aria-labelledby="answer">
      <h2 id="answer">{t('sharing.answer')}</h2>
      {grantable.length > 1 && (
        <div className="actions">
          <Button
            onClick={() =>
              setDecisions({
                ...decisions,
                ...Object.fromEntries(
                  grantable.map(({ code }) => [code, { decision: 'granted' as const, reason: '' }]),
                ),
              })
            }
          >
            {t('sharing.grantAll')}
          </Button>
        </div>
      )}
      {request.items.map((item) => (
        <ItemAnswer
          key={item.code}
          item={item}
          value={of(item.code)}
          tried={tried}
          onChange={(next) => setDecisions({ ...decisions, [item.code]: next })}
        />
      ))}
      <details>
        <summary>{t('sharing.narrow')}</summary>
        {resource.data && (
          <ScopeEditor items={resource.data.items} scope={scope} within={request.scope} onChange={setScope} />
        )}
        <TextField
          id="valid-until"
          type="date"
          label={t('sharing.validUntil')}
          help={t('sharing.narrowValidity')}
          min={today()}
          max={request.validUntil}
          value={validUntil}
          fault={tried && !validUntil ? t('fault.required') : undefined}
          onChange={(event) => setValidUntil(event.target.value)}
        />
      </details>
      {tried && !isScopeWhole(scope) && <p className="fault">{t('sharing.scopeUnfinished')}</p>}
      {answer.isError && <Fault error={answer.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={answer.isPending}>
          {t('sharing.sendAnswer')}
        </Button>
      </div>
    </form>
  );
}

interface ItemAnswerProps {
  item: SharingRequest['items'][number];
  value: Decision;
  tried: boolean;
  onChange(value: Decision): void;
}

function ItemAnswer({ item, value: { decision, reason }, tried, onChange }: ItemAnswerProps) {
  const { t } = useTranslation();
  const nameOf = useName();
  const withheld = item.shareType === 'withheld';
  const undecided = tried && decision === '';
  const unreasoned = tried && decision === 'refused' && !reason.trim() && !withheld;
  return (
    <fieldset className="field choices">
      <legend>
        {nameOf(item)} {item.shareType && <Tag>{t(`resource.shareTypes.${item.shareType}`)}</Tag>}
      </legend>
      {item.need && (
        <p className="quiet">
          {t('sharing.needSaid')} <Chinese text={item.need} />
        </p>
      )}
      <div className="inline-choices">
        {(['granted', 'refused'] as const).map((each) => (
          <label key={each} className="choice">
            <input
              type="radio"
              name={`decision-${item.code}`}
              checked={decision === each}
              disabled={(each === 'granted' && withheld) || (each === 'refused' && item.shareType === 'unconditional')}
              onChange={() => onChange({ decision: each, reason })}
            />
            {t(`sharing.decisions.${each}`)}
          </label>
        ))}
      </div>
      {undecided && <p className="fault">{t('sharing.decide')}</p>}
      {decision === 'refused' && (
        <TextField
          id={`reason-${item.code}`}
          label={t('sharing.reasonOf', { item: nameOf(item) })}
          help={withheld ? t('sharing.withheldReason', { law: item.legalBasis }) : undefined}
          optional={withheld}
          maxLength={500}
          value={reason}
          fault={unreasoned ? t('sharing.reasonNeeded') : undefined}
          onChange={(event) => onChange({ decision, reason: event.target.value })}
        />
      )}
    </fieldset>
  );
}
