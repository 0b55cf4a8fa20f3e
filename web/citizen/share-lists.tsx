import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { batchName, downloadShareList, getShareList, listShareLists } from '../../contracts/share-lists.ts';
import { api } from '../api.ts';
import { useName, useSay } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Facts, Fault, Loading } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';

/** The published sharing lists, for anyone to read. */
export function SharingListsPage() {
  const { t } = useTranslation();
  const say = useSay();
  const lists = useQuery({ queryKey: ['share-lists'], queryFn: () => api(listShareLists) });
  return (
    <Page wide title={t('publicLists.title')} lead={t('publicLists.lead')}>
      {lists.isError ? (
        <Fault error={lists.error} onRetry={() => void lists.refetch()} />
      ) : !lists.data ? (
        <Loading lines={5} />
      ) : lists.data.items.length === 0 ? (
        <Empty>{t('publicLists.none')}</Empty>
      ) : (
        <Table
          stacking
          label={t('publicLists.title')}
          columns={['batch', 'name', 'to', 'effectiveOn', 'opened'].map((key) => t(`publicLists.${key}`))}
        >
          {lists.data.items.map((list) => (
            <tr key={list.id}>
              <td data-label={t('publicLists.batch')}>
                <Chinese text={batchName(list.ordinal)} />
              </td>
              <th scope="row">
                <Link to="/sharing-lists/$id" params={{ id: list.id }}>
                  <Chinese text={list.title} />
                </Link>
              </th>
              <td data-label={t('publicLists.to')}>{list.granteeNames.map(say).join(t('list.and'))}</td>
              <td data-label={t('publicLists.effectiveOn')}>{list.effectiveOn}</td>
              <td data-label={t('publicLists.opened')}>
                {t('publicLists.counts', { opened: list.opened, items: list.items })}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Page>
  );
}

export function SharingListPage() {
  const { t } = useTranslation();
  const say = useSay();
  const nameOf = useName();
  const { id } = useParams({ from: '/sharing-lists/$id' });
  const found = useQuery({ queryKey: ['share-list', id], queryFn: () => api(getShareList, { params: { id } }) });
  const list = found.data;
  return (
    <Page wide title={list ? `${batchName(list.ordinal)} ${list.title}` : t('publicLists.title')}>
      <p>
        <Link to="/sharing-lists">{t('publicLists.back')}</Link>
      </p>
      {list ? (
        <>
          <Facts
            rows={[
              [t('publicLists.number'), list.number],
              [t('publicLists.to'), list.granteeNames.map(say).join(t('list.and'))],
              [t('publicLists.effectiveOn'), list.effectiveOn],
              [t('publicLists.basis'), list.basis],
            ]}
          />
          <p>
            <a href={downloadShareList.path.replace(':id', list.id)} download>
              {t('publicLists.download')}
            </a>
          </p>
          <Table
            stacking
            label={t('publicLists.lines')}
            columns={['resource', 'provider', 'act', 'items'].map((key) => t(`publicLists.${key}`))}
          >
            {list.lines.map((line) => (
              <tr key={line.resourceId}>
                <th scope="row">
                  {nameOf(line)}
                  <div className="quiet">{line.code}</div>
                </th>
                <td data-label={t('publicLists.provider')}>
                  {nameOf({ name: line.providerName, nameEn: line.providerNameEn })}
                </td>
                <td data-label={t('publicLists.act')}>{t(`publicLists.acts.${line.act}`)}</td>
                <td data-label={t('publicLists.items')}>{line.items.map(nameOf).join(t('list.and'))}</td>
              </tr>
            ))}
          </Table>
        </>
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  );
}
