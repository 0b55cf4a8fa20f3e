import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type DataUse, listMyDataUses, proveMyDataUse } from '../../contracts/exchange.ts';
import { getLedgerKey } from '../../contracts/ledger.ts';
import { api, apiText } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Empty, Facts, Fault, Loading, Note, Tag } from '../ui/parts.tsx';

/** Who read my data and my children's, when, why, and by what right (个人信息保护法 art. 44). */
export function DataUsesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="resident" title={t('data.title')}>
      <Page title={t('data.title')} lead={t('data.lead')}>
        <Uses />
      </Page>
    </SignedIn>
  );
}

function Uses() {
  const { t } = useTranslation();
  const uses = useInfiniteQuery({
    queryKey: ['data-uses'],
    queryFn: ({ pageParam }) => api(listMyDataUses, { query: { limit: 20, ...(pageParam && { cursor: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (uses.isError) return <Fault error={uses.error} onRetry={() => void uses.refetch()} />;
  if (!uses.data) return <Loading lines={8} />;
  const items = uses.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty>{t('data.none')}</Empty>;
  return (
    <>
      <p className="quiet elder-hide">{t('data.proveHint')}</p>
      <ul className="list">
        {items.map((use) => (
          <Use key={use.index} use={use} />
        ))}
      </ul>
      {uses.hasNextPage && (
        <div className="actions">
          <Button disabled={uses.isFetchingNextPage} onClick={() => void uses.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function Use({ use }: { use: DataUse }) {
  const { t } = useTranslation();
  const refused = use.outcome === 'refused';
  return (
    <li>
      <div className="row-head">
        <h2>{t(refused ? 'data.refused' : 'data.read', { agency: use.agency.name, resource: use.resource.name })}</h2>
        <span className="tags">
          {use.about.relation === 'ward' && <Tag tone="act">{t('data.ward', { name: use.about.name })}</Tag>}
          {refused && <Tag tone="wait">{t('data.refusedTag')}</Tag>}
        </span>
      </div>
      <Facts
        rows={[
          [t('data.when'), shortTime(use.at)],
          [t('data.about'), use.about.relation === 'self' ? t('data.me') : use.about.name],
          [t('data.why'), use.purpose.title],
          [t('data.case'), use.caseNumber],
          [t('data.items'), use.items.map((item) => item.name).join(t('list.and'))],
          [t('data.provider'), use.provider.name],
          [t('data.grant'), use.grantNumber ?? (refused ? null : t('data.noGrant'))],
          [t('data.rule'), use.rule && t(`data.rules.${use.rule}`, { defaultValue: use.rule })],
          [t('data.entry'), t('data.entryText', { index: use.index })],
        ]}
      />
      <Prove use={use} />
    </li>
  );
}

/** Fetches the proof and the node's key, and does the sums right here. */
function Prove({ use }: { use: DataUse }) {
  const { t } = useTranslation();
  const proving = useMutation({
    mutationFn: async () => {
      const [proof, key, { proveUse }] = await Promise.all([
        apiText(proveMyDataUse, { params: { index: use.index } }),
        apiText(getLedgerKey),
        import('./prove-use.ts'),
      ]);
      return proveUse(use, proof, key.trim());
    },
  });
  const verdict = proving.data;
  return (
    <>
      {!verdict && (
        <Button
          kind="text"
          aria-label={t('data.proveOf', { index: use.index })}
          disabled={proving.isPending}
          onClick={() => proving.mutate()}
        >
          {t(proving.isPending ? 'data.proving' : 'data.prove')}
        </Button>
      )}
      {proving.isError && <Fault error={proving.error} />}
      <div role="status">
        {verdict && (
          <Note tone={verdict.ok ? 'done' : 'due'}>
            <p>{verdict.ok ? t('data.proved') : t('data.notProved', { fault: t(`data.fault.${verdict.fault}`) })}</p>
            {verdict.ok && (
              <p className="quiet">{t('data.provedDetail', { size: verdict.size, origin: verdict.origin })}</p>
            )}
          </Note>
        )}
      </div>
    </>
  );
}
