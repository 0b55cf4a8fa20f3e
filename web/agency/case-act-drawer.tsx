import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Case } from '../../contracts/services.ts';
import { useSay } from '../app/words.ts';
import { Drawer } from '../ui/drawer.tsx';
import { SelectField, TextArea } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { missingNote } from './missing-note.ts';

export type WordedAct = 'correct' | 'notAccept' | 'grant' | 'refuse';

/** How many reasons each act offers, `acts.<act>.reasons.<n>`. */
const reasons: Record<WordedAct, number> = { correct: 0, grant: 1, refuse: 3, notAccept: 3 };

interface ActDrawerProps {
  act: WordedAct;
  item: Case;
  busy: boolean;
  error: unknown;
  onClose(): void;
  onSend(text: string): void;
}

/** An act that owes words to the applicant, beside the case that it is about. */
export function ActDrawer({ act, item, busy, error, onClose, onSend }: ActDrawerProps) {
  const { t } = useTranslation();
  const id = `act-${act}`;
  return (
    <Drawer
      title={t(`acts.${act}.open`)}
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" type="submit" form={id} disabled={busy}>
            {t(`acts.${act}.confirm`)}
          </Button>
          <Button kind="text" onClick={onClose}>
            {t('acts.cancel')}
          </Button>
        </>
      }
    >
      <p>{t(`acts.${act}.sure`)}</p>
      {act === 'correct' ? <Missing id={id} item={item} onSend={onSend} /> : <Reasoned {...{ id, act, onSend }} />}
      {error !== null && <Fault error={error} />}
    </Drawer>
  );
}

/** A decision with its reasons; a common one can be chosen and then put right for the case. */
function Reasoned({ id, act, onSend }: { id: string; act: WordedAct; onSend(text: string): void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(act === 'grant' ? t('acts.grant.reasons.0') : '');
  const [tried, setTried] = useState(false);
  const options = Array.from({ length: reasons[act] }, (_, at) => {
    const reason = t(`acts.${act}.reasons.${at}`);
    return { value: reason, label: reason };
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (text.trim()) onSend(text.trim());
  };
  return (
    <form id={id} onSubmit={send} noValidate>
      {options.length > 1 && (
        <SelectField
          id={`${id}-reason`}
          label={t('acts.reason')}
          help={t('acts.reasonHelp')}
          options={options}
          value={options.some(({ value }) => value === text) ? text : ''}
          onChange={(event) => event.target.value && setText(event.target.value)}
        />
      )}
      <TextArea
        id={`${id}-text`}
        label={t('acts.opinion')}
        fault={tried && !text.trim() ? t('fault.required') : undefined}
        value={text}
        rows={6}
        maxLength={2000}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}

/** All that is missing, ticked off the form's own lists, said once. */
function Missing({ id, item, onSend }: { id: string; item: Case; onSend(text: string): void }) {
  const { t } = useTranslation();
  const say = useSay();
  const [ticked, setTicked] = useState<string[]>(
    item.materials.filter(({ required, state }) => required && state !== 'satisfied').map(({ key }) => `m ${key}`),
  );
  const [more, setMore] = useState('');
  const [tried, setTried] = useState(false);
  const lists = [
    { name: 'materials', entries: item.materials.map(({ key, name }) => ({ key: `m ${key}`, title: say(name) })) },
    { name: 'fields', entries: item.fields.map(({ name, title }) => ({ key: `f ${name}`, title: say(title) })) },
  ];
  const chosen = lists.flatMap(({ name, entries }) =>
    entries
      .filter(({ key }) => ticked.includes(key))
      .map(({ title }) => t(`acts.missing.${name === 'materials' ? 'bring' : 'check'}`, { title })),
  );
  const note = missingNote(chosen, more);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (note) onSend(note);
  };
  return (
    <form id={id} onSubmit={send} noValidate>
      {lists
        .filter(({ entries }) => entries.length > 0)
        .map(({ name, entries }) => (
          <fieldset key={name} className="choices missing">
            <legend>{t(`acts.missing.${name}`)}</legend>
            {entries.map(({ key, title }) => (
              <label key={key} className="choice">
                <input
                  type="checkbox"
                  checked={ticked.includes(key)}
                  onChange={(event) =>
                    setTicked(event.target.checked ? [...ticked, key] : ticked.filter((each) => each !== key))
                  }
                />
                {title}
              </label>
            ))}
          </fieldset>
        ))}
      <TextArea
        id={`${id}-text`}
        label={t('acts.missing.more')}
        help={t('acts.missing.moreHelp')}
        fault={tried && !note ? t('acts.missing.nothing') : undefined}
        value={more}
        rows={3}
        maxLength={1000}
        onChange={(event) => setMore(event.target.value)}
      />
      {note && (
        <>
          <h3>{t('acts.missing.preview')}</h3>
          <p className="opinion">{note}</p>
        </>
      )}
    </form>
  );
}
