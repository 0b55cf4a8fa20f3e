import { useTranslation } from 'react-i18next';
import { listAgencyCalls } from '../../contracts/exchange.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Tag } from '../ui/parts.tsx';
import { Listed, Table } from '../ui/table.tsx';

/** What the agency's systems asked for lately, and what came of it. */
export function CallsPage() {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <SignedIn as={['developer']} title={t('calls.title')}>
      <Page wide title={t('calls.title')} lead={t('calls.lead')}>
        <Listed queryKey={['calls']} load={(query) => api(listAgencyCalls, { query })} empty={t('calls.none')}>
          {(items) => (
            <Table
              stacking
              label={t('calls.title')}
              columns={['at', 'outcome', 'resource', 'items', 'purpose', 'grant', 'client'].map((column) =>
                t(`calls.${column}`),
              )}
            >
              {items.map((call) => (
                <tr key={call.index}>
                  <th scope="row">{shortTime(call.at)}</th>
                  <td data-label={t('calls.outcome')}>
                    <Tag tone={call.outcome === 'answered' ? 'done' : 'due'}>{t(`calls.outcomes.${call.outcome}`)}</Tag>
                    {call.rule && <div className="quiet">{call.rule}</div>}
                  </td>
                  <td data-label={t('calls.resource')}>{nameOf(call.resource)}</td>
                  <td data-label={t('calls.items')}>{call.items.map(nameOf).join(t('list.and'))}</td>
                  <td data-label={t('calls.purpose')}>{nameOf(call.purpose)}</td>
                  <td data-label={t('calls.grant')}>{call.grantNumber}</td>
                  <td data-label={t('calls.client')}>{call.client ?? call.caseNumber}</td>
                </tr>
              ))}
            </Table>
          )}
        </Listed>
      </Page>
    </SignedIn>
  );
}
