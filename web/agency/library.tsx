import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getResource } from '../../contracts/catalogue.ts';
import { type Batch, getServing, listBatches } from '../../contracts/library.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Facts, Fault, Loading, Tag, type Tone } from '../ui/parts.tsx';
import { Listed, Table } from '../ui/table.tsx';
import { LibraryQuality } from './library-quality.tsx';
import { LibraryReport } from './library-report.tsx';
import { LibrarySend } from './library-send.tsx';
import { LibrarySettings } from './library-settings.tsx';
import { LibraryVersions } from './library-versions.tsx';
import { LibraryView } from './library-view.tsx';

const tones: Record<Batch['state'], Tone> = { running: 'wait', serving: 'done', refused: 'due', failed: 'due' };

/** The data of one resource: what serves, the next file, and what became of those before. */
export function LibraryPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward']} title={t('library.title')}>
      <Library />
    </SignedIn>
  );
}

function Library() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { resourceId } = useParams({ from: '/agency/library/$resourceId' });
  const { batch } = useSearch({ from: '/agency/library/$resourceId' });
  const found = useQuery({
    queryKey: ['resource', resourceId],
    queryFn: () => api(getResource, { params: { id: resourceId } }),
  });
  return (
    <Page wide title={found.data ? t('library.titleOf', { name: nameOf(found.data) }) : t('library.title')}>
      <p>
        <Link to="/agency/catalogue/$id" params={{ id: resourceId }}>
          {t('library.back')}
        </Link>
      </p>
      {found.data ? (
        <>
          <Serving resourceId={resourceId} />
          <LibrarySend resourceId={resourceId} items={found.data.items} />
          {batch && <LibraryReport key={batch} id={batch} />}
          {found.data.subjectItem !== null && <LibraryView resourceId={resourceId} />}
          <LibraryQuality resourceId={resourceId} />
          <LibrarySettings resource={found.data} />
          <LibraryVersions resourceId={resourceId} />
          <Batches resourceId={resourceId} />
        </>
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </Page>
  );
}

function Serving({ resourceId }: { resourceId: string }) {
  const { t, i18n } = useTranslation();
  const found = useQuery({
    queryKey: ['serving', resourceId],
    queryFn: () => api(getServing, { params: { resourceId } }),
  });
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={2} />;
  const { serving } = found.data;
  if (!serving) return <p>{t('library.nothingServes')}</p>;
  return (
    <Facts
      rows={[
        [
          t('library.rows'),
          t('library.rowsCount', { count: serving.rowCount, rows: number(serving.rowCount, i18n.language) }),
        ],
        [t('library.version'), serving.version],
        [t('library.asOf'), shortTime(serving.asOf)],
      ]}
    />
  );
}

function Batches({ resourceId }: { resourceId: string }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="section" aria-labelledby="batches">
      <h2 id="batches">{t('library.batches')}</h2>
      <Listed
        queryKey={['batches', resourceId]}
        load={(query) => api(listBatches, { params: { resourceId }, query })}
        empty={t('library.noBatches')}
      >
        {(items) => (
          <Table
            stacking
            label={t('library.batches')}
            columns={['file', 'startedAt', 'mode', 'received', 'accepted', 'rejected', 'result'].map((column) =>
              t(`library.${column}`),
            )}
          >
            {items.map((item) => (
              <tr key={item.id}>
                <th scope="row">
                  <Link
                    to="/agency/library/$resourceId"
                    params={{ resourceId }}
                    search={{ batch: item.id }}
                    resetScroll={false}
                  >
                    {item.fileName}
                  </Link>
                </th>
                <td data-label={t('library.startedAt')}>{shortTime(item.startedAt)}</td>
                <td data-label={t('library.mode')}>{t(`library.modes.${item.mode}`)}</td>
                <td data-label={t('library.received')}>{number(item.receivedRows, i18n.language)}</td>
                <td data-label={t('library.accepted')}>{number(item.acceptedRows, i18n.language)}</td>
                <td data-label={t('library.rejected')}>{number(item.rejectedRows, i18n.language)}</td>
                <td data-label={t('library.result')}>
                  <Tag tone={tones[item.state]}>{t(`library.states.${item.state}`)}</Tag>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
    </section>
  );
}

function number(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}
