import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DueThing, dueKinds, listDue, remind, reminderKinds } from '../../contracts/supervision.ts';
import { api } from '../api.ts';
import { Clock } from '../app/clock.tsx';
import { ConsolePage } from '../app/console-page.tsx';
import { shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName, useSay } from '../app/words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/fields.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Button, Fault, Tag } from '../ui/parts.tsx';
import { Stat, Stats } from '../ui/stat.tsx';
import { useToast } from '../ui/toast.tsx';
import { useAgencyOptions } from './use-agencies.ts';

export interface LateSearch {
  /** One of dueKinds; anything else is as good as none. */
  kind?: string | undefined;
  agency?: string | undefined;
  standing?: 'late' | 'soon' | undefined;
}

type Remindable = DueThing & { kind: (typeof reminderKinds)[number] };
const canRemind = (thing: DueThing): thing is Remindable => reminderKinds.some((kind) => kind === thing.kind);

/** What is late and what is due soon, at every agency. */
export function LatePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('late.title')}>
      <Late />
    </SignedIn>
  );
}

function Late() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/operator/late' });
  const change = useChangeSearch<LateSearch>();
  const agencies = useAgencyOptions('id');
  const nameOf = useName();
  const say = useSay();
  const account = useAccount();
  const [reminding, setReminding] = useState<Remindable[]>();
  const kind = dueKinds.find((each) => each === search.kind);
  const query = { ...search, kind };
  const due = useQuery({
    queryKey: ['due', query],
    queryFn: () => api(listDue, { query }),
    placeholderData: (before) => before,
  });
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  const rows = due.data?.items;
  const late = rows?.filter((thing) => thing.late).length ?? 0;
  return (
    <ConsolePage title={t('late.title')} lead={t('late.lead')}>
      {rows && (
        <Stats label={t('late.title')}>
          <Stat label={t('late.late')} value={late} tone={late > 0 ? 'due' : 'plain'} />
          <Stat label={t('late.soon')} value={rows.length - late} tone={rows.length > late ? 'wait' : 'plain'} />
          <Stat label={t('late.reminded')} value={rows.filter(({ reminder }) => reminder).length} />
        </Stats>
      )}
      <FilterBar
        selects={[
          {
            key: 'standing',
            label: t('late.standing'),
            value: search.standing,
            options: (['late', 'soon'] as const).map((value) => ({ value, label: t(`late.${value}`) })),
            onChange: (standing) => change({ standing: standing as LateSearch['standing'] }),
          },
          {
            key: 'kind',
            label: t('late.kind'),
            value: kind,
            options: dueKinds.map((value) => ({ value, label: t(`late.kinds.${value}`) })),
            onChange: (chosen) => change({ kind: chosen }),
          },
          {
            key: 'agency',
            label: t('late.agency'),
            value: search.agency,
            options: agencies,
            onChange: (agency) => change({ agency }),
          },
        ]}
        onClear={() => change({ kind: undefined, agency: undefined, standing: undefined })}
      />
      {due.isError ? (
        <Fault error={due.error} onRetry={() => void due.refetch()} />
      ) : (
        <DataTable
          label={t('late.title')}
          name="late"
          rows={rows}
          rowKey={(thing) => thing.id}
          rowName={(thing) => thing.label}
          empty={t('late.none')}
          selectable={canRemind}
          {...(operates && {
            bulk: [{ label: t('late.remind'), run: (chosen: DueThing[]) => setReminding(chosen.filter(canRemind)) }],
          })}
          columns={[
            {
              key: 'label',
              title: t('late.what'),
              cell: (thing) => (
                <>
                  <strong>{thing.label}</strong>
                  <div className="quiet">{say(thing.about)}</div>
                </>
              ),
            },
            {
              key: 'kind',
              title: t('late.kind'),
              width: 'fit',
              cell: (thing) => <Tag>{t(`late.kinds.${thing.kind}`)}</Tag>,
            },
            { key: 'agency', title: t('late.agency'), cell: (thing) => nameOf(thing.agency) },
            {
              key: 'date',
              title: t('late.clock'),
              width: 'fit',
              cell: (thing) => <Clock date={thing.date} remaining={thing.remaining} dated />,
            },
            {
              key: 'reminder',
              title: t('late.lastReminder'),
              hideable: true,
              cell: ({ reminder }) =>
                reminder
                  ? t('late.remindedBy', {
                      name: reminder.sentBy ?? t('late.platform'),
                      at: shortTime(reminder.sentAt),
                    })
                  : t('late.never'),
            },
            {
              key: 'act',
              title: t('late.act'),
              width: 'fit',
              cell: (thing) => (
                <>
                  <ThingLink thing={thing} />
                  {operates && canRemind(thing) && (
                    <Button
                      kind="text"
                      aria-label={t('late.remindOf', { label: thing.label })}
                      onClick={() => setReminding([thing])}
                    >
                      {t('late.remind')}
                    </Button>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
      {due.data?.more && <p className="quiet">{t('late.more')}</p>}
      {reminding && reminding.length > 0 && <Remind things={reminding} onClose={() => setReminding(undefined)} />}
    </ConsolePage>
  );
}

/** To the thing itself, where those who oversee may see it; a case is its agency's own. */
function ThingLink({ thing: { kind, id, label } }: { thing: DueThing }) {
  const { t } = useTranslation();
  // Both are their agency's own to look at.
  if (kind === 'case' || kind === 'correction') return <span className="quiet">{t('late.caseClosed')}</span>;
  const to = (
    {
      request: '/agency/sharing/$id',
      dispute: '/agency/sharing/$id',
      review: '/operator/review/$id',
      resource: '/agency/catalogue/$id',
    } as const
  )[kind];
  return (
    <Link to={to} params={{ id }} aria-label={t('late.openOf', { label })}>
      {t('late.open')}
    </Link>
  );
}

function Remind({ things, onClose }: { things: Remindable[]; onClose(): void }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const toast = useToast();
  const [note, setNote] = useState('');
  const send = useMutation({
    mutationFn: async () => {
      for (const { kind, id } of things) {
        await api(remind, { body: { kind, id, ...(note.trim() && { note: note.trim() }) } });
      }
    },
    onSuccess: () => {
      toast({ text: t('late.sent', { count: things.length }) });
      onClose();
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['due'] }),
  });
  const agencies = [...new Set(things.map(({ agency }) => nameOf(agency)))];
  return (
    <Dialog
      title={t('late.remindTitle', { count: things.length })}
      onClose={onClose}
      actions={
        <Button kind="primary" disabled={send.isPending} onClick={() => send.mutate()}>
          {t('late.send')}
        </Button>
      }
    >
      <p>{t('late.remindText', { agencies: agencies.join(t('list.and')) })}</p>
      <TextArea
        id="reminder-note"
        label={t('late.note')}
        optional
        rows={2}
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {send.isError && <Fault error={send.error} />}
    </Dialog>
  );
}
