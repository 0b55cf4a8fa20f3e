import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSharingRequests, type SharingRequest } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { proseDay, shortDay } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Tag } from '../ui/parts.tsx';
import { Listed, Table } from '../ui/table.tsx';

const sides = [undefined, 'incoming', 'outgoing'] as const;

/** Requests for data, to one's own agency and from it. */
export function SharingPage() {
  const { t } = useTranslation();
  const { side } = useSearch({ from: '/agency/sharing' });
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('sharing.title')}>
      <Page wide title={t('sharing.title')} lead={t('sharing.lead')}>
        <nav aria-label={t('sharing.side')} className="tabs">
          {sides.map((each) => (
            <Link key={each ?? 'all'} to="/agency/sharing" search={{ side: each }} activeOptions={{ exact: true }}>
              {t(each ? `sharing.sides.${each}` : 'console.all')}
            </Link>
          ))}
        </nav>
        <Listed
          queryKey={['requests', side ?? '']}
          load={(query) => api(listSharingRequests, { query: { ...query, ...(side && { side }) } })}
          empty={
            <>
              {t('sharing.none')} <Link to="/agency/catalogue">{t('sharing.toCatalogue')}</Link>
            </>
          }
        >
          {(items) => (
            <Table
              stacking
              label={t('sharing.title')}
              columns={['number', 'resource', 'consumer', 'provider', 'purpose', 'due', 'state'].map((column) =>
                t(`sharing.${column}`),
              )}
            >
              {items.map((item) => (
                <Row key={item.id} item={item} />
              ))}
            </Table>
          )}
        </Listed>
      </Page>
    </SignedIn>
  );
}

function Row({ item }: { item: SharingRequest }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <tr>
      <th scope="row">
        <Link to="/agency/sharing/$id" params={{ id: item.id }}>
          {item.number}
        </Link>
      </th>
      <td data-label={t('sharing.resource')}>{nameOf(item.resource)}</td>
      <td data-label={t('sharing.consumer')}>{nameOf(item.consumer)}</td>
      <td data-label={t('sharing.provider')}>{nameOf(item.provider)}</td>
      <td data-label={t('sharing.purpose')}>{nameOf(item.purpose)}</td>
      <td data-label={t('sharing.due')}>
        <Due item={item} />
      </td>
      <td data-label={t('sharing.state')}>
        <RequestTag item={item} />
      </td>
    </tr>
  );
}

/** By when the provider answers; nothing once it has. */
export function Due({ item }: { item: SharingRequest }) {
  const { t, i18n } = useTranslation();
  if (item.state !== 'submitted') return <span className="quiet">{item.answeredAt && shortDay(item.answeredAt)}</span>;
  if (!item.dueDate) return <span className="quiet">{t('sharing.dayOpen')}</span>;
  return (
    <span title={proseDay(item.dueDate, i18n.language)}>
      {shortDay(item.dueDate)} {item.overdue && <Tag tone="due">{t('sharing.overdue')}</Tag>}
    </span>
  );
}

export function RequestTag({ item }: { item: SharingRequest }) {
  const { t } = useTranslation();
  const tone = ({ submitted: 'wait', asked: 'wait', answered: 'done', withdrawn: 'plain' } as const)[item.state];
  return <Tag tone={tone}>{t(`sharing.states.${item.state}`)}</Tag>;
}
