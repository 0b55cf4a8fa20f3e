import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compareVersions, type LibraryVersion, listVersions, rollBackLibrary } from '../../contracts/library.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FieldFrame } from '../ui/fields.tsx';
import { Button, Fault, Loading, Note, Tag } from '../ui/parts.tsx';
import { Listed, Table } from '../ui/table.tsx';

/** Each version with the file that made it; any that is kept can be compared with what serves, and gone back to. */
export function LibraryVersions({ resourceId }: { resourceId: string }) {
  const { t, i18n } = useTranslation();
  const [compared, setCompared] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [done, setDone] = useState<number | null>(null);
  return (
    <section className="section" aria-labelledby="versions">
      <h2 id="versions">{t('library.versions')}</h2>
      {done !== null && (
        <Note tone="done">
          <p role="status">{t('library.rolledBack', { version: done })}</p>
        </Note>
      )}
      <Listed
        queryKey={['versions', resourceId]}
        load={(query) => api(listVersions, { params: { resourceId }, query })}
        empty={t('library.noVersions')}
      >
        {(items) => {
          const now = items.find(({ serves }) => serves)?.version ?? 0;
          return (
            <>
              <Table
                stacking
                label={t('library.versions')}
                columns={['version', 'asOf', 'mode', 'file', 'rows', 'acts'].map((column) => t(`library.${column}`))}
              >
                {items.map((item) => (
                  <tr key={item.version}>
                    <th scope="row">{t('library.versionNumber', { version: item.version })}</th>
                    <td data-label={t('library.asOf')}>{shortTime(item.asOf)}</td>
                    <td data-label={t('library.mode')}>{t(`library.modes.${item.mode}`)}</td>
                    <td data-label={t('library.file')}>{item.fileName}</td>
                    <td data-label={t('library.rows')}>{new Intl.NumberFormat(i18n.language).format(item.rowCount)}</td>
                    <td data-label={t('library.acts')}>
                      <Acts item={item} onCompare={setCompared} onChoose={setChosen} />
                    </td>
                  </tr>
                ))}
              </Table>
              {compared !== null && <Comparison resourceId={resourceId} from={compared} to={now} />}
              {chosen !== null && (
                <RollBack
                  resourceId={resourceId}
                  to={chosen}
                  from={now}
                  onDone={(version) => {
                    setDone(version);
                    setChosen(null);
                    setCompared(null);
                  }}
                  onClose={() => setChosen(null)}
                />
              )}
            </>
          );
        }}
      </Listed>
    </section>
  );
}

function Acts({
  item: { version, serves, kept },
  onCompare,
  onChoose,
}: {
  item: LibraryVersion;
  onCompare(version: number): void;
  onChoose(version: number): void;
}) {
  const { t } = useTranslation();
  if (serves) return <Tag tone="done">{t('library.servesNow')}</Tag>;
  if (!kept) return <span className="quiet">{t('library.notKept')}</span>;
  return (
    <>
      <Button kind="text" aria-label={t('library.compareOf', { version })} onClick={() => onCompare(version)}>
        {t('library.compare')}
      </Button>
      <Button kind="text" aria-label={t('library.rollBackTo', { version })} onClick={() => onChoose(version)}>
        {t('library.rollBack')}
      </Button>
    </>
  );
}

function Comparison({ resourceId, from, to }: { resourceId: string; from: number; to: number }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ['versions', resourceId, from, to],
    queryFn: () => api(compareVersions, { params: { resourceId, from, to } }),
  });
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={4} />;
  const { items, added, changed, removed, rows } = found.data;
  return (
    <>
      <h3>{t('library.comparison', { from, to })}</h3>
      <p role="status">{t('library.differences', { added, changed, removed })}</p>
      {rows.length > 0 && (
        <Table
          label={t('library.comparison', { from, to })}
          columns={[t('library.change'), ...items.map(({ name }) => name)]}
        >
          {rows.map(({ change, before, after }) => (
            <tr key={JSON.stringify([change, before, after])}>
              <th scope="row">{t(`library.changes.${change}`)}</th>
              {items.map(({ code }, place) => (
                <td key={code}>
                  {change === 'changed' && before?.[place] !== after?.[place] ? (
                    <>
                      <del>{before?.[place] ?? t('library.noValue')}</del>{' '}
                      <ins>{after?.[place] ?? t('library.noValue')}</ins>
                    </>
                  ) : (
                    ((after ?? before)?.[place] ?? '')
                  )}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function RollBack({
  resourceId,
  to,
  from,
  onDone,
  onClose,
}: {
  resourceId: string;
  to: number;
  from: number;
  onDone(version: number): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const act = useMutation({
    mutationFn: () => api(rollBackLibrary, { params: { resourceId }, body: { to, from, reason } }),
    onSuccess: () => {
      for (const key of ['versions', 'serving', 'batches', 'quality'])
        void queries.invalidateQueries({ queryKey: [key, resourceId] });
      onDone(to);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== '') act.mutate();
  };
  return (
    <Dialog
      title={t('library.rollBackTo', { version: to })}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form="roll-back" disabled={reason.trim() === '' || act.isPending}>
          {t('library.rollBack')}
        </Button>
      }
    >
      <form id="roll-back" onSubmit={submit}>
        <p>{t('library.rollBackMeans', { to })}</p>
        <FieldFrame id="roll-back-reason" label={t('library.rollBackReason')}>
          <input
            id="roll-back-reason"
            className="input"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        </FieldFrame>
        {act.isError && <Fault error={act.error} />}
      </form>
    </Dialog>
  );
}
