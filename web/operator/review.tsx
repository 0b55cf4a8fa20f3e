import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listResources } from '../../contracts/catalogue.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Listed, Table } from '../ui/table.tsx';

/** Entries that wait for the data bureau's review. */
export function ReviewListPage() {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <SignedIn as={['operator']} title={t('catalogueReview.title')}>
      <Page wide title={t('catalogueReview.title')} lead={t('catalogueReview.lead')}>
        <Listed
          queryKey={['resources', 'review']}
          load={(query) => api(listResources, { query: { ...query, state: 'submitted' } })}
          empty={t('catalogueReview.none')}
        >
          {(items) => (
            <Table
              stacking
              label={t('catalogueReview.title')}
              columns={['name', 'provider', 'shareType', 'updated'].map((column) => t(`resource.${column}`))}
            >
              {items.map((item) => (
                <tr key={item.id}>
                  <th scope="row">
                    <Link to="/operator/review/$id" params={{ id: item.id }}>
                      {nameOf(item)}
                    </Link>
                  </th>
                  <td data-label={t('resource.provider')}>
                    {nameOf({ name: item.providerName, nameEn: item.providerNameEn })}
                  </td>
                  <td data-label={t('resource.shareType')}>
                    {item.shareType && t(`resource.shareTypes.${item.shareType}`)}
                  </td>
                  <td data-label={t('resource.updated')}>{shortTime(item.updatedAt)}</td>
                </tr>
              ))}
            </Table>
          )}
        </Listed>
      </Page>
    </SignedIn>
  );
}
