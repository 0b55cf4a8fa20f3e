import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Batch, downloadRejects, getBatch, listRejects } from '../../contracts/library.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { Listed, Table } from '../ui/table.tsx';

/** What became of one file, and the rows that were not accepted with why. */
export function LibraryReport({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ['batch', id],
    queryFn: () => api(getBatch, { params: { id } }),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 2_000 : false),
  });
  const heading = useRef<HTMLHeadingElement>(null);
  const here = found.data !== undefined;
  useEffect(() => {
    if (here) heading.current?.focus();
  }, [here]);
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={4} />;
  const batch = found.data;
  const done = ({ addedRows, changedRows, removedRows }: Batch) =>
    addedRows === null
      ? null
      : t('library.differences', { added: addedRows, changed: changedRows, removed: removedRows });
  return (
    <section className="section" aria-labelledby="report">
      <h2 id="report" ref={heading} tabIndex={-1}>
        {t('library.reportOf', { name: batch.fileName })}
      </h2>
      <Result batch={batch} />
      <Facts
        rows={[
          [t('library.received'), batch.receivedRows],
          [t('library.accepted'), batch.acceptedRows],
          [t('library.rejected'), batch.rejectedRows],
          [t('library.done'), done(batch)],
          [t('library.reason'), batch.reason],
          [t('library.mode'), t(`library.modes.${batch.mode}`)],
          [t('library.encoding'), batch.encoding?.toUpperCase()],
          [t('library.startedAt'), shortTime(batch.startedAt)],
          [t('library.finishedAt'), batch.finishedAt && shortTime(batch.finishedAt)],
          ['SHA-256', batch.sha256 && <span className="code">{batch.sha256}</span>],
        ]}
      />
      {batch.rejectedRows > 0 && <Rejects id={id} />}
    </section>
  );
}

function Result({ batch }: { batch: Batch }) {
  const { t } = useTranslation();
  const tone = ({ running: 'wait', serving: 'done', refused: 'due', failed: 'due' } as const)[batch.state];
  return (
    <Note tone={tone}>
      <p>
        {t(
          batch.state === 'serving' && batch.rejectedRows > 0
            ? 'library.servingButFaulty'
            : `library.told.${batch.state}`,
          {
            count: batch.rejectedRows,
          },
        )}
      </p>
      {batch.fault && <p>{batch.fault.detail}</p>}
    </Note>
  );
}

function Rejects({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t('library.rejects')}</h3>
      <p>
        {t('library.mend')} <a href={downloadRejects.path.replace(':id', id)}>{t('library.download')}</a>
      </p>
      <Listed
        queryKey={['rejects', id]}
        load={(query) => api(listRejects, { params: { id }, query })}
        empty={t('library.noRejects')}
      >
        {(items) => (
          <Table
            stacking
            label={t('library.rejects')}
            columns={[t('library.row'), t('library.item'), t('library.reason')]}
          >
            {items.flatMap((reject) =>
              reject.faults.map((fault) => (
                <tr key={`${reject.rowNumber} ${fault.item} ${fault.reason}`}>
                  <th scope="row">{t('library.rowNumber', { number: reject.rowNumber })}</th>
                  <td data-label={t('library.item')}>{fault.itemName || t('library.wholeRow')}</td>
                  <td data-label={t('library.reason')}>{fault.message}</td>
                </tr>
              )),
            )}
          </Table>
        )}
      </Listed>
    </>
  );
}
