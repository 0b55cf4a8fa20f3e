import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '../../contracts/endpoint.ts';
import { geometryOf, placedBy } from '../../contracts/geometry.ts';
import { downloadOpenResource, getOpenResource } from '../../contracts/open-data.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { useName } from '../app/words.ts';
import { type Bar, Bars } from '../ui/chart.tsx';
import { Chinese } from '../ui/chinese.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Facts, Fault, Loading } from '../ui/parts.tsx';
import { PlaceMap } from '../ui/place-map.tsx';
import { Table } from '../ui/table.tsx';

type Shown = ReplyOf<typeof getOpenResource>;

/** An open resource: what it is, its first rows, a chart of them, and the whole as a file. */
export function OpenResourcePage() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { code } = useParams({ from: '/open/$code' });
  const found = useQuery({ queryKey: ['open', code], queryFn: () => api(getOpenResource, { params: { code } }) });
  const shown = found.data;
  return (
    <Page
      wide
      title={shown ? nameOf(shown) : t('openData.one')}
      {...(shown && { lead: <Chinese text={shown.summary} /> })}
    >
      <p>
        <Link to="/open">{t('openData.back')}</Link>
      </p>
      {shown ? (
        <>
          <Facts
            rows={[
              [t('openData.code'), shown.code],
              [t('openData.provider'), nameOf({ name: shown.providerName, nameEn: shown.providerNameEn })],
              [t('openData.condition'), shown.openCondition],
              [t('openData.asOf'), shown.asOf ? shortTime(shown.asOf) : t('openData.noData')],
            ]}
          />
          <Rows shown={shown} code={code} />
        </>
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </Page>
  );
}

function Rows({ shown, code }: { shown: Shown; code: string }) {
  const { t } = useTranslation();
  const nameOf = useName();
  if (shown.rows.length === 0) return <Empty>{t('openData.noRows')}</Empty>;
  const placed = placedBy(shown.items);
  const named = shown.items.find(({ code: item }) => item === 'name') ?? shown.items[0]!;
  const places = shown.rows.flatMap((row, i) => {
    const geometry = placed && geometryOf(placed, row);
    return geometry ? [{ key: String(i), name: String(row[named.code] ?? ''), geometry }] : [];
  });
  const bars = barsOf(shown, t('openData.empty'));
  return (
    <>
      <div className="actions">
        <a className="button" data-kind="primary" href={downloadOpenResource.path.replace(':code', code)} download>
          {t('openData.download', { count: shown.total })}
        </a>
      </div>
      {placed && places.length > 0 && (
        <>
          <PlaceMap title={t('openData.map', { count: places.length })} places={places} />
          <p className="quiet">{t('openData.geodata')}</p>
          <CodeBlock label={t('openData.geodataAddress')} code={`${location.origin}/ogc/collections/${code}/items`} />
        </>
      )}
      {bars && (
        <Bars
          title={t('openData.chart', { item: nameOf(bars.item), count: shown.rows.length })}
          heads={[nameOf(bars.item), t('openData.rows')]}
          bars={bars.bars}
        />
      )}
      <section className="section" aria-labelledby="preview">
        <h2 id="preview">{t('openData.preview', { count: shown.rows.length })}</h2>
        <Table
          label={t('openData.preview', { count: shown.rows.length })}
          columns={shown.items.map((item) => nameOf(item))}
        >
          {shown.rows.map((row) => (
            <tr key={JSON.stringify(row)}>
              {shown.items.map((item) => (
                <td key={item.code}>{row[item.code] === null ? '' : String(row[item.code])}</td>
              ))}
            </tr>
          ))}
        </Table>
      </section>
    </>
  );
}

/** How the rows shown fall on the values of one item: the first that has between two and twelve. */
function barsOf({ items, rows }: Shown, empty: string): { item: Shown['items'][number]; bars: Bar[] } | null {
  for (const item of items) {
    const counts = new Map<string, number>();
    for (const row of rows) {
      const value = row[item.code];
      const label = value === null || value === undefined || value === '' ? empty : String(value);
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    if (counts.size < 2 || counts.size > 12) continue;
    const bars = [...counts].map(([label, value]) => ({ key: label, label, value }));
    return { item, bars: bars.sort((one, other) => other.value - one.value) };
  }
  return null;
}
