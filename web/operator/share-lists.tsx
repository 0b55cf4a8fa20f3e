import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agencyKinds, kindWords } from '../../contracts/agency-kinds.ts';
import { batchName, createShareList, listShareLists } from '../../contracts/share-lists.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { RegionChoice } from '../app/region-choice.tsx';
import { SignedIn } from '../app/signed-in.tsx';
import { useSay } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { FieldFrame, SelectField, TextField } from '../ui/fields.tsx';
import { Button, Empty, Fault, Loading, Tag } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { useAgencyOptions } from './use-agencies.ts';

/** The sharing lists: numbered, dated batches that open resources to agencies. */
export function ShareListsPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('shareLists.title')}>
      <ConsolePage title={t('shareLists.title')} lead={t('shareLists.lead')}>
        <Begin />
        <Lists />
      </ConsolePage>
    </SignedIn>
  );
}

function Lists() {
  const { t } = useTranslation();
  const say = useSay();
  const lists = useQuery({ queryKey: ['share-lists'], queryFn: () => api(listShareLists) });
  if (lists.isError) return <Fault error={lists.error} onRetry={() => void lists.refetch()} />;
  if (!lists.data) return <Loading lines={5} />;
  if (lists.data.items.length === 0) return <Empty>{t('shareLists.none')}</Empty>;
  return (
    <Table
      stacking
      label={t('shareLists.title')}
      columns={['batch', 'name', 'to', 'effectiveOn', 'opened', 'state'].map((key) => t(`shareLists.${key}`))}
    >
      {lists.data.items.map((list) => (
        <tr key={list.id}>
          <td data-label={t('shareLists.batch')}>
            <Chinese text={batchName(list.ordinal)} />
          </td>
          <th scope="row">
            <Link to="/operator/lists/$id" params={{ id: list.id }}>
              <Chinese text={list.title} />
            </Link>
          </th>
          <td data-label={t('shareLists.to')}>{list.granteeNames.map(say).join(t('list.and'))}</td>
          <td data-label={t('shareLists.effectiveOn')}>{list.effectiveOn}</td>
          <td data-label={t('shareLists.opened')}>{list.opened}</td>
          <td data-label={t('shareLists.state')}>
            <Tag tone={list.state === 'published' ? 'done' : 'wait'}>{t(`shareLists.states.${list.state}`)}</Tag>
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** A list is for one agency, or for all of a region and below, of one kind or any. */
function Begin() {
  const { t } = useTranslation();
  const say = useSay();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const agencies = useAgencyOptions('id');
  const [open, setOpen] = useState(false);
  const [fields, setFields] = useState({ title: '', basis: '', effectiveOn: '', agency: '', region: '', kind: '' });
  const set = (part: Partial<typeof fields>) => setFields((before) => ({ ...before, ...part }));
  const complete = fields.title.trim() && fields.basis.trim() && fields.effectiveOn;
  const create = useMutation({
    mutationFn: () =>
      api(createShareList, {
        body: {
          title: fields.title.trim(),
          basis: fields.basis.trim(),
          effectiveOn: fields.effectiveOn,
          grantees: fields.agency
            ? [{ agencyId: fields.agency }]
            : [{ region: fields.region || '000000', kind: fields.kind || null }],
        },
      }),
    onSuccess: (list) => {
      void queries.invalidateQueries({ queryKey: ['share-lists'] });
      void navigate({ to: '/operator/lists/$id', params: { id: list.id } });
    },
  });
  if (!open)
    return (
      <div className="actions">
        <Button kind="primary" onClick={() => setOpen(true)}>
          {t('shareLists.begin')}
        </Button>
      </div>
    );
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (complete) create.mutate();
  };
  return (
    <form className="panel column-start" onSubmit={send} noValidate aria-label={t('shareLists.begin')}>
      <TextField
        id="list-title"
        label={t('shareLists.name')}
        value={fields.title}
        maxLength={200}
        onChange={(event) => set({ title: event.target.value })}
      />
      <TextField
        id="list-basis"
        label={t('shareLists.basis')}
        value={fields.basis}
        maxLength={500}
        onChange={(event) => set({ basis: event.target.value })}
      />
      <TextField
        id="list-date"
        label={t('shareLists.effectiveOn')}
        type="date"
        value={fields.effectiveOn}
        onChange={(event) => set({ effectiveOn: event.target.value })}
      />
      <SelectField
        id="list-agency"
        label={t('shareLists.agency')}
        optional
        value={fields.agency}
        options={agencies}
        onChange={(event) => set({ agency: event.target.value })}
      />
      {!fields.agency && (
        <>
          <FieldFrame
            id="list-region-province"
            label={t('shareLists.region')}
            help={t('shareLists.regionHelp')}
            optional
          >
            <RegionChoice
              id="list-region"
              value={fields.region}
              describedBy="list-region-province-help"
              onChange={(region) => set({ region })}
            />
          </FieldFrame>
          <SelectField
            id="list-kind"
            label={t('shareLists.kind')}
            optional
            value={fields.kind}
            options={Object.keys(agencyKinds).map((value) => ({ value, label: say(kindWords(value)) }))}
            onChange={(event) => set({ kind: event.target.value })}
          />
        </>
      )}
      {create.isError && <Fault error={create.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={!complete || create.isPending}>
          {t('shareLists.begin')}
        </Button>
        <Button kind="text" onClick={() => setOpen(false)}>
          {t('console.cancel')}
        </Button>
      </div>
    </form>
  );
}
