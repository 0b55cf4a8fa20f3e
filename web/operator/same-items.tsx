import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { decideSource, listSameItems, type SameItems } from '../../contracts/elements.ts';
import { listRepeatedQuestions } from '../../contracts/repeated-questions.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { Button, Empty, Fault, Loading, Tag } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';

/** One datum, one source: what several agencies hold, and whose it is. */
export function SameItemsPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor', 'steward']} title={t('sameItems.title')}>
      <ConsolePage title={t('sameItems.title')} lead={t('sameItems.lead')}>
        <Repeated />
        <Groups />
      </ConsolePage>
    </SignedIn>
  );
}

/** Questions of forms that a decided source could answer. */
function Repeated() {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ['repeated-questions'], queryFn: () => api(listRepeatedQuestions) });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="repeated">
      <h2 id="repeated">{t('sameItems.repeated', { count: items.length })}</h2>
      <p className="quiet">{t('sameItems.repeatedLead')}</p>
      <Table
        stacking
        label={t('sameItems.repeatedTitle')}
        columns={['service', 'field', 'source'].map((key) => t(`sameItems.${key}`))}
      >
        {items.map((item) => (
          <tr key={item.service + item.field}>
            <th scope="row">{item.serviceName}</th>
            <td data-label={t('sameItems.field')}>{item.fieldName}</td>
            <td data-label={t('sameItems.source')}>
              <Link to="/agency/catalogue/$id" params={{ id: item.sourceId }}>
                {item.sourceName}
              </Link>{' '}
              {item.sourceProvider}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function Groups() {
  const { t } = useTranslation();
  const groups = useQuery({ queryKey: ['same-items'], queryFn: () => api(listSameItems) });
  if (groups.isError) return <Fault error={groups.error} onRetry={() => void groups.refetch()} />;
  if (!groups.data) return <Loading lines={10} />;
  if (groups.data.items.length === 0) return <Empty>{t('sameItems.none')}</Empty>;
  return groups.data.items.map((group, place) => (
    <Group key={group.element.code} group={group} opened={place === 0 && group.element.source === null} />
  ));
}

function Group({ group, opened }: { group: SameItems; opened: boolean }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const account = useAccount();
  const queries = useQueryClient();
  const { element, places, agencies } = group;
  const decides = account?.kind === 'staff' && account.roles.includes('operator');
  const decide = useMutation({
    mutationFn: ({ resourceId, item }: { resourceId: string; item: string }) =>
      api(decideSource, { params: { code: element.code }, body: { resourceId, item } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['same-items'] });
      void queries.invalidateQueries({ queryKey: ['repeated-questions'] });
    },
  });
  return (
    <section className="panel" aria-labelledby={`element-${element.code}`}>
      <h2 id={`element-${element.code}`}>
        {nameOf(element)}{' '}
        <Tag tone={element.source ? 'done' : 'wait'}>{t(element.source ? 'sameItems.decided' : 'sameItems.open')}</Tag>
      </h2>
      <p className="quiet">
        {t('sameItems.held', { count: agencies })} <Chinese text={element.meaning} />
      </p>
      {decide.isError && <Fault error={decide.error} />}
      <details open={opened}>
        <summary>{t('sameItems.places', { count: places.length })}</summary>
        <Table
          label={nameOf(element)}
          columns={['resource', 'provider', 'item', 'how', 'role'].map((key) => t(`sameItems.${key}`))}
        >
          {places.map((place) => {
            const source = element.source?.resourceId === place.resourceId && element.source.item === place.item;
            return (
              <tr key={place.resourceId + place.item}>
                <th scope="row">
                  <Link to="/agency/catalogue/$id" params={{ id: place.resourceId }}>
                    {nameOf({ name: place.resourceName, nameEn: place.resourceNameEn })}
                  </Link>
                </th>
                <td>{nameOf({ name: place.providerName, nameEn: place.providerNameEn })}</td>
                <td>{nameOf({ name: place.itemName, nameEn: place.itemNameEn })}</td>
                <td>{t(place.declared ? 'sameItems.declared' : 'sameItems.alike')}</td>
                <td>
                  {source ? (
                    <Tag tone="done">{t('sameItems.source')}</Tag>
                  ) : decides ? (
                    <Button
                      kind="text"
                      aria-label={t('sameItems.makeSourceOf', {
                        resource: nameOf({ name: place.resourceName, nameEn: place.resourceNameEn }),
                        provider: nameOf({ name: place.providerName, nameEn: place.providerNameEn }),
                      })}
                      disabled={decide.isPending}
                      onClick={() => decide.mutate(place)}
                    >
                      {t('sameItems.makeSource')}
                    </Button>
                  ) : (
                    t(element.source ? 'sameItems.reference' : 'sameItems.undecided')
                  )}
                </td>
              </tr>
            );
          })}
        </Table>
      </details>
    </section>
  );
}
