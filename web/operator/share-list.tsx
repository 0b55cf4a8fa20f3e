import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '../../contracts/endpoint.ts';
import {
  addToShareList,
  batchName,
  deleteShareList,
  downloadShareList,
  dropFromShareList,
  getShareList,
  publishShareList,
} from '../../contracts/share-lists.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName, useSay } from '../app/words.ts';
import { useConfirm } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Button, Empty, Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';

type List = ReplyOf<typeof getShareList>;

export function ShareListPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('shareLists.one')}>
      <OneList />
    </SignedIn>
  );
}

function OneList() {
  const { t } = useTranslation();
  const say = useSay();
  const { id } = useParams({ from: '/operator/lists/$id' });
  const account = useAccount();
  const operator = account?.kind === 'staff' && account.roles.includes('operator');
  const found = useQuery({ queryKey: ['share-list', id], queryFn: () => api(getShareList, { params: { id } }) });
  const list = found.data;
  return (
    <ConsolePage title={list ? `${batchName(list.ordinal)} ${list.title}` : t('shareLists.one')}>
      <p>
        <Link to="/operator/lists">{t('shareLists.back')}</Link>
      </p>
      {list ? (
        <>
          <Facts
            rows={[
              [t('shareLists.number'), list.number],
              [t('shareLists.state'), t(`shareLists.states.${list.state}`)],
              [t('shareLists.to'), list.granteeNames.map(say).join(t('list.and'))],
              [t('shareLists.effectiveOn'), list.effectiveOn],
              [t('shareLists.basis'), list.basis],
            ]}
          />
          {list.state === 'draft' && operator && <DraftActs list={list} />}
          {list.state === 'published' && (
            <p>
              <a href={downloadShareList.path.replace(':id', list.id)} download>
                {t('shareLists.download')}
              </a>
            </p>
          )}
          <Lines list={list} editable={list.state === 'draft' && operator} />
        </>
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </ConsolePage>
  );
}

/** Adding what a search finds, publishing, throwing away. */
function DraftActs({ list }: { list: List }) {
  const { t } = useTranslation();
  const say = useSay();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [q, setQ] = useState('');
  const [act, setAct] = useState<'open' | 'withdraw'>('open');
  const [shareType, setShareType] = useState('unconditional');
  const params = { id: list.id };
  const again = () => {
    void queries.invalidateQueries({ queryKey: ['share-list', list.id] });
    void queries.invalidateQueries({ queryKey: ['share-lists'] });
  };
  const add = useMutation({
    mutationFn: () =>
      api(addToShareList, {
        params,
        body: {
          act,
          search: {
            ...(q.trim() && { q: q.trim() }),
            ...(shareType !== 'any' && { shareType: shareType as 'unconditional' | 'conditional' }),
          },
        },
      }),
    onSuccess: again,
  });
  const publish = useMutation({ mutationFn: () => api(publishShareList, { params }), onSuccess: again });
  const discard = useMutation({
    mutationFn: () => api(deleteShareList, { params }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['share-lists'] });
      void navigate({ to: '/operator/lists' });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  const [asking, ask] = useConfirm();
  const publishing = async () => {
    const opened = list.lines.filter(({ act }) => act === 'open').length;
    const about = { to: list.granteeNames.map(say).join(t('list.and')), day: list.effectiveOn };
    const sure = await ask({
      title: t('shareLists.publishTitle'),
      text: [
        opened > 0 && t('shareLists.willOpen', { ...about, count: opened }),
        opened < list.lines.length && t('shareLists.willWithdraw', { ...about, count: list.lines.length - opened }),
        t('shareLists.publishText'),
      ]
        .filter(Boolean)
        .join(' '),
      action: t('shareLists.publish'),
    });
    if (sure) publish.mutate();
  };
  const discarding = async () => {
    const sure = await ask({
      title: t('shareLists.discard'),
      text: t('shareLists.discardText'),
      action: t('shareLists.discard'),
    });
    if (sure) discard.mutate();
  };
  const failed = add.error ?? publish.error ?? discard.error;
  return (
    <div className="panel">
      {asking}
      <form onSubmit={send} noValidate aria-label={t('shareLists.add')} className="column-start">
        <SelectField
          id="line-act"
          label={t('shareLists.act')}
          value={act}
          options={(['open', 'withdraw'] as const).map((value) => ({ value, label: t(`shareLists.acts.${value}`) }))}
          onChange={(event) => setAct(event.target.value === 'withdraw' ? 'withdraw' : 'open')}
        />
        <TextField
          id="line-q"
          label={t('shareLists.search')}
          help={t('shareLists.searchHelp')}
          optional
          value={q}
          maxLength={100}
          onChange={(event) => setQ(event.target.value)}
        />
        <SelectField
          id="line-share"
          label={t('resource.shareType')}
          value={shareType}
          options={[
            ...(['unconditional', 'conditional'] as const).map((value) => ({
              value: value as string,
              label: t(`resource.shareTypes.${value}`),
            })),
            { value: 'any', label: t('filter.all') },
          ]}
          onChange={(event) => setShareType(event.target.value || 'any')}
        />
        <Button type="submit" disabled={add.isPending}>
          {t('shareLists.add')}
        </Button>
      </form>
      <div role="status">
        {add.isSuccess && (
          <Note tone="done">
            <p>{t('shareLists.added', add.data)}</p>
          </Note>
        )}
      </div>
      {failed && <Fault error={failed} />}
      <div className="actions">
        <Button
          kind="primary"
          disabled={publish.isPending || list.lines.length === 0}
          onClick={() => void publishing()}
        >
          {t('shareLists.publish')}
        </Button>
        <Button kind="text" disabled={discard.isPending} onClick={() => void discarding()}>
          {t('shareLists.discard')}
        </Button>
      </div>
    </div>
  );
}

function Lines({ list, editable }: { list: List; editable: boolean }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const drop = useMutation({
    mutationFn: (resourceId: string) => api(dropFromShareList, { params: { id: list.id, resourceId } }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['share-list', list.id] }),
  });
  if (list.lines.length === 0) return <Empty>{t('shareLists.noLines')}</Empty>;
  return (
    <>
      {drop.isError && <Fault error={drop.error} />}
      <Table
        stacking
        label={t('shareLists.lines')}
        columns={[
          ...['resource', 'provider', 'act', 'items'].map((key) => t(`shareLists.${key}`)),
          ...(editable ? [t('resource.remove')] : []),
        ]}
      >
        {list.lines.map((line) => (
          <tr key={line.resourceId}>
            <th scope="row">
              <Link to="/agency/catalogue/$id" params={{ id: line.resourceId }}>
                {nameOf(line)}
              </Link>
              <div className="quiet">{line.code}</div>
            </th>
            <td data-label={t('shareLists.provider')}>
              {nameOf({ name: line.providerName, nameEn: line.providerNameEn })}
            </td>
            <td data-label={t('shareLists.act')}>{t(`shareLists.acts.${line.act}`)}</td>
            <td data-label={t('shareLists.items')}>{line.items.map(nameOf).join(t('list.and'))}</td>
            {editable && (
              <td>
                <Button
                  kind="text"
                  aria-label={t('shareLists.dropOf', { name: nameOf(line) })}
                  disabled={drop.isPending}
                  onClick={() => drop.mutate(line.resourceId)}
                >
                  {t('resource.remove')}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </Table>
    </>
  );
}
