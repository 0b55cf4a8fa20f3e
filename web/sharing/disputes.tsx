import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  decideDispute,
  escalateDispute,
  fileDispute,
  recordHigherDecision,
  replyToDispute,
  withdrawDispute,
} from '../../contracts/disputes.ts';
import type { Dispute, SharingRequest } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { Clock } from '../app/clock.tsx';
import { shortDay, today } from '../app/format.ts';
import { useName } from '../app/words.ts';
import { Checks } from '../ui/checks.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Facts, Tag, type Tone } from '../ui/parts.tsx';
import { ActDialog } from './act-dialog.tsx';
import { useKeepRequest, useRequestSides, Words } from './request-parts.tsx';

/** Refusals that their requester disputes: consultation, then the operator, then a record of what a higher authority said. */
export function Disputes({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const keep = useKeepRequest();
  const { asks } = useRequestSides(request);
  const [filing, setFiling] = useState(false);
  const [items, setItems] = useState<string[]>([]);
  // Each item once, unless the dispute was given up; and one dispute at a time.
  const standing = request.disputes.filter(({ state }) => state !== 'withdrawn');
  const disputed = new Set(standing.flatMap((dispute) => dispute.items.map(({ code }) => code)));
  const open = request.items.filter(
    ({ code, decision, shareType }) => decision === 'refused' && shareType !== 'withheld' && !disputed.has(code),
  );
  const mayFile = asks && request.state === 'answered' && open.length > 0 && !standing.some(isOpen);
  if (request.disputes.length === 0 && !mayFile) return null;
  return (
    <section className="section" aria-labelledby="disputes">
      <h2 id="disputes">{t('sharing.disputes.title')}</h2>
      {request.disputes.map((dispute) => (
        <OneDispute key={dispute.id} dispute={dispute} request={request} />
      ))}
      {mayFile && (
        <>
          <p className="help">{t('sharing.disputes.help')}</p>
          <div className="actions">
            <Button
              onClick={() => {
                setItems(open.map(({ code }) => code));
                setFiling(true);
              }}
            >
              {t('sharing.disputes.file')}
            </Button>
          </div>
        </>
      )}
      {filing && (
        <ActDialog
          title={t('sharing.disputes.file')}
          text={t('sharing.disputes.fileSays')}
          label={t('sharing.disputes.why')}
          help={t('sharing.noNumbers')}
          action={t('sharing.disputes.fileConfirm')}
          whole={items.length > 0}
          run={async (reason) => keep(await api(fileDispute, { params: { id: request.id }, body: { items, reason } }))}
          onClose={() => setFiling(false)}
        >
          <Checks
            id="disputed"
            legend={t('sharing.disputes.items')}
            options={open.map((item) => ({ value: item.code, label: nameOf(item), note: item.reason ?? undefined }))}
            chosen={items}
            onChange={setItems}
          />
        </ActDialog>
      )}
    </section>
  );
}

const tones: Record<Dispute['state'], Tone> = {
  consultation: 'wait',
  arbitration: 'wait',
  settled: 'done',
  upheld: 'plain',
  overturned: 'done',
  withdrawn: 'plain',
};

type Act = 'settle' | 'stand' | 'escalate' | 'withdraw' | 'overturn' | 'uphold' | 'higher';

function isOpen({ state }: Dispute): boolean {
  return state === 'consultation' || state === 'arbitration';
}

/** Whose turn it is decides what can be done. */
function actsOf(dispute: Dispute, { provides, asks, operates }: ReturnType<typeof useRequestSides>): Act[] {
  const { state, higher, overdue } = dispute;
  return [
    ...(provides && state === 'consultation' ? (['settle', 'stand'] as const) : []),
    ...(asks && state === 'consultation' && overdue ? (['escalate'] as const) : []),
    ...(operates && state === 'arbitration' ? (['overturn', 'uphold'] as const) : []),
    ...(operates && (state === 'upheld' || state === 'overturned') && !higher ? (['higher'] as const) : []),
    ...(asks && isOpen(dispute) ? (['withdraw'] as const) : []),
  ];
}

function OneDispute({ dispute, request }: { dispute: Dispute; request: SharingRequest }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const sides = useRequestSides(request);
  const [act, setAct] = useState<Act | null>(null);
  const acts = actsOf(dispute, sides);
  const { reply, decision, higher } = dispute;
  return (
    <article className="panel">
      <p>
        <Tag tone={tones[dispute.state]}>{t(`sharing.disputes.states.${dispute.state}`)}</Tag>{' '}
        {dispute.dueDate && isOpen(dispute) && <Clock date={dispute.dueDate} remaining={dispute.remaining} dated />}
      </p>
      <Facts
        rows={[
          [t('sharing.disputes.items'), dispute.items.map(nameOf).join(t('list.and'))],
          [t('sharing.clock'), dispute.article],
        ]}
      />
      <Words {...dispute.filed} label={t('sharing.disputes.filed')} />
      {reply && <Words {...reply} label={t('sharing.disputes.replied')} />}
      {decision && <Words {...decision} label={t('sharing.disputes.decided')} />}
      {higher && (
        <Words
          label={t('sharing.disputes.higherSaid', {
            authority: higher.authority,
            outcome: t(`sharing.disputes.states.${higher.outcome}`),
            day: shortDay(higher.decidedOn),
          })}
          text={higher.opinion}
          by={higher.by}
          at={higher.at}
        />
      )}
      {acts.length > 0 && (
        <div className="actions">
          {acts.map((each) => (
            <Button key={each} kind={each === 'withdraw' ? 'text' : 'plain'} onClick={() => setAct(each)}>
              {t(`sharing.disputes.${each}`)}
            </Button>
          ))}
        </div>
      )}
      {act && <DisputeAct act={act} id={dispute.id} onClose={() => setAct(null)} />}
    </article>
  );
}

function DisputeAct({ act, id, onClose }: { act: Act; id: string; onClose(): void }) {
  const { t } = useTranslation();
  const keep = useKeepRequest();
  const [authority, setAuthority] = useState('');
  const [decidedOn, setDecidedOn] = useState(today());
  const [outcome, setOutcome] = useState<'upheld' | 'overturned' | ''>('');
  const params = { id };
  const run: Record<Act, (opinion: string) => Promise<SharingRequest>> = {
    settle: (opinion) => api(replyToDispute, { params, body: { grants: true, opinion } }),
    stand: (opinion) => api(replyToDispute, { params, body: { grants: false, opinion } }),
    escalate: () => api(escalateDispute, { params }),
    withdraw: () => api(withdrawDispute, { params }),
    overturn: (opinion) => api(decideDispute, { params, body: { outcome: 'overturned', opinion } }),
    uphold: (opinion) => api(decideDispute, { params, body: { outcome: 'upheld', opinion } }),
    higher: (opinion) =>
      api(recordHigherDecision, {
        params,
        body: { authority: authority.trim(), decidedOn, outcome: outcome as 'upheld', opinion },
      }),
  };
  const worded = act !== 'escalate' && act !== 'withdraw';
  return (
    <ActDialog
      title={t(`sharing.disputes.${act}`)}
      text={t(`sharing.disputes.${act}Says`)}
      {...(worded && { label: t('sharing.disputes.opinion'), help: t('sharing.noNumbers') })}
      action={t('sharing.disputes.confirm')}
      whole={act !== 'higher' || (authority.trim().length > 1 && outcome !== '' && decidedOn !== '')}
      run={async (opinion) => keep(await run[act](opinion))}
      onClose={onClose}
    >
      {act === 'higher' && (
        <>
          <TextField
            id="authority"
            label={t('sharing.disputes.authority')}
            maxLength={100}
            value={authority}
            onChange={(event) => setAuthority(event.target.value)}
          />
          <TextField
            id="decided-on"
            type="date"
            label={t('sharing.disputes.decidedOn')}
            max={today()}
            value={decidedOn}
            onChange={(event) => setDecidedOn(event.target.value)}
          />
          <fieldset className="field choices">
            <legend>{t('sharing.disputes.outcome')}</legend>
            <div className="inline-choices">
              {(['upheld', 'overturned'] as const).map((each) => (
                <label key={each} className="choice">
                  <input type="radio" name="outcome" checked={outcome === each} onChange={() => setOutcome(each)} />
                  {t(`sharing.disputes.states.${each}`)}
                </label>
              ))}
            </div>
          </fieldset>
        </>
      )}
    </ActDialog>
  );
}
