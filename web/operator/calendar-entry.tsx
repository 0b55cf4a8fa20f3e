import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getCalendarYear, putCalendarYear } from '../../contracts/directory.ts';
import { api } from '../api.ts';
import { today } from '../app/format.ts';
import { useConfirm } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/fields.tsx';
import { Months } from '../ui/month-grid.tsx';
import { Button, Fault, Note } from '../ui/parts.tsx';
import { useToast } from '../ui/toast.tsx';
import { Legend } from './calendar-legend.tsx';
import { type ReadDays, readDays } from './read-days.ts';

/** A year is entered from the notice in two lists, looked at as months, and confirmed. */
export function CalendarEntry({ year, known }: { year: number; known: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [asking, ask] = useConfirm();
  const [source, setSource] = useState(t('calendar.sourceGuess', { year }));
  const [rest, setRest] = useState('');
  const [work, setWork] = useState('');
  const [tried, setTried] = useState(false);
  const before = useQuery({
    queryKey: ['calendar', year],
    queryFn: () => api(getCalendarYear, { params: { year } }),
    enabled: known,
  });
  useEffect(() => {
    if (!before.data) return;
    const lines = (kind: 'rest' | 'work') =>
      before.data.days
        .filter((each) => each.kind === kind)
        .map(({ day, name }) => `${day} ${name}`)
        .join('\n');
    setSource(before.data.source);
    setRest(lines('rest'));
    setWork(lines('work'));
  }, [before.data]);
  const read = {
    rest: readDays(rest, year, 'rest', t('calendar.restName')),
    work: readDays(work, year, 'work', t('calendar.workName')),
  };
  const days = [...read.rest.days, ...read.work.days].sort((a, b) => a.day.localeCompare(b.day));
  const both = read.work.days.filter(({ day }) => read.rest.days.some((each) => each.day === day));
  const save = useMutation({
    mutationFn: () => api(putCalendarYear, { params: { year }, body: { source: source.trim(), days } }),
    onSuccess: (saved) => {
      queries.setQueryData(['calendar', year], saved);
      void queries.invalidateQueries({ queryKey: ['calendar-years'] });
      toast({ text: t('calendar.saved', { year }) });
      void navigate({ to: '/operator/calendar', search: { year } });
    },
  });
  const faultOf = (kind: 'rest' | 'work') => {
    const [first] = read[kind].faults;
    if (first) return t(`calendar.faults.${first.fault}`, { line: first.line, text: first.text, year });
    if (kind === 'work' && both[0]) return t('calendar.faults.both', { day: both[0].day });
    return tried && kind === 'rest' && rest.trim() === '' ? t('fault.required') : undefined;
  };
  const sourceFault = tried && source.trim().length < 2 ? t('fault.required') : undefined;
  const sound = !faultOf('rest') && !faultOf('work') && read.rest.days.length > 0 && source.trim().length >= 2;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!sound) return;
    const counts = { year, rest: read.rest.days.length, work: read.work.days.length };
    const question = {
      title: t(known ? 'calendar.askReplace' : 'calendar.askAdd', { year }),
      text: t('calendar.askText', counts),
      action: t('calendar.save', { year }),
    };
    if (await ask(question)) save.mutate();
  };
  return (
    <form onSubmit={(event) => void send(event)} noValidate aria-label={t('calendar.enter', { year })}>
      <h2>{t(known ? 'calendar.change' : 'calendar.enter', { year })}</h2>
      <Note>
        <p>{t('calendar.how')}</p>
      </Note>
      <TextField
        id="calendar-source"
        label={t('calendar.sourceLabel')}
        value={source}
        maxLength={200}
        fault={sourceFault}
        onChange={(event) => setSource(event.target.value)}
      />
      <div className="fields">
        <TextArea
          id="calendar-rest"
          label={t('calendar.restList')}
          help={<Help read={read.rest} />}
          rows={9}
          spellCheck={false}
          value={rest}
          fault={faultOf('rest')}
          onChange={(event) => setRest(event.target.value)}
        />
        <TextArea
          id="calendar-work"
          label={t('calendar.workList')}
          help={<Help read={read.work} />}
          rows={9}
          spellCheck={false}
          value={work}
          fault={faultOf('work')}
          onChange={(event) => setWork(event.target.value)}
        />
      </div>
      {days.length > 0 && (
        <section aria-label={t('calendar.preview')}>
          <h3>{t('calendar.preview')}</h3>
          <Legend />
          <Months
            year={year}
            marked={days}
            signs={{ rest: t('calendar.restSign'), work: t('calendar.workSign') }}
            today={today()}
          />
        </section>
      )}
      {save.isError && <Fault error={save.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={save.isPending}>
          {t('calendar.save', { year })}
        </Button>
        <Link to="/operator/calendar" search={{}}>
          {t('console.cancel')}
        </Link>
      </div>
      {asking}
    </form>
  );
}

function Help({ read }: { read: ReadDays }) {
  const { t } = useTranslation();
  return read.days.length > 0 ? t('calendar.readDays', { count: read.days.length }) : t('calendar.example');
}
