import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResourceDetail } from '../../contracts/catalogue.ts';
import { beginChange, changeResourceState, copyResource, discardDraft } from '../../contracts/catalogue-life.ts';
import { api } from '../api.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';

type Act = 'suspend' | 'resume' | 'retire' | 'copy' | 'discard';

interface ActsProps {
  resource: ResourceDetail;
  /** Steward of the entry's own agency. */
  own: boolean;
  steward: boolean;
  operator: boolean;
}

/** What can be done with an entry in the state that it is in: each act of its life, with the reason where others read it. */
export function ResourceActs({ resource, own, steward, operator }: ActsProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Act | null>(null);
  const change = useMutation({
    mutationFn: () => api(beginChange, { params: { id: resource.id } }),
    onSuccess: (draft) => {
      queries.setQueryData(['resource', draft.id], draft);
      void navigate({ to: '/agency/catalogue/$id', params: { id: draft.id } });
    },
  });
  const live = resource.state === 'published' || resource.state === 'suspended';
  const keeper = own || operator;
  const acts: Act[] = [
    ...(keeper && resource.state === 'published' ? (['suspend'] as const) : []),
    ...(keeper && resource.state === 'suspended' && (operator || resource.suspendedBy !== 'operator')
      ? (['resume'] as const)
      : []),
    ...(keeper && live ? (['retire'] as const) : []),
    ...(steward ? (['copy'] as const) : []),
    ...(own && (resource.state === 'draft' || resource.state === 'returned') ? (['discard'] as const) : []),
  ];
  if (acts.length === 0) return null;
  return (
    <>
      <div className="actions">
        {own && live && (
          <Button disabled={change.isPending} onClick={() => change.mutate()}>
            {t(resource.openChange ? 'resource.acts.openChange' : 'resource.acts.change')}
          </Button>
        )}
        {acts.map((act) => (
          <Button key={act} kind="text" onClick={() => setAsked(act)}>
            {t(`resource.acts.${act}`)}
          </Button>
        ))}
      </div>
      {change.isError && <Fault error={change.error} />}
      {asked && <ActDialog act={asked} resource={resource} onClose={() => setAsked(null)} />}
    </>
  );
}

function ActDialog({ act, resource, onClose }: { act: Act; resource: ResourceDetail; onClose(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [text, setText] = useState(act === 'copy' ? t('resource.acts.copyName', { name: resource.name }) : '');
  const [successor, setSuccessor] = useState('');
  const [tried, setTried] = useState(false);
  const params = { id: resource.id };
  const send = useMutation({
    mutationFn: async () => {
      if (act === 'discard') {
        await api(discardDraft, { params });
        return null;
      }
      if (act === 'copy') return api(copyResource, { params, body: { name: text.trim() } });
      const successorCode = act === 'retire' && successor.trim() ? { successorCode: successor.trim() } : {};
      return api(changeResourceState, { params, body: { act, reason: text.trim(), ...successorCode } });
    },
    onSuccess: (next) => {
      void queries.invalidateQueries({ queryKey: ['resources'] });
      onClose();
      if (next) queries.setQueryData(['resource', next.id], next);
      if (act === 'copy' && next) void navigate({ to: '/agency/catalogue/$id', params: { id: next.id } });
      if (act === 'discard') void navigate({ to: '/agency/catalogue' });
    },
  });
  const perform = () => {
    setTried(true);
    if (act === 'discard' || text.trim()) send.mutate();
  };
  return (
    <Dialog
      title={t(`resource.acts.${act}`)}
      onClose={onClose}
      actions={
        <Button kind="primary" disabled={send.isPending} onClick={perform}>
          {t(`resource.acts.${act}`)}
        </Button>
      }
    >
      <p>{t(`resource.acts.${act}Says`)}</p>
      {act === 'copy' ? (
        <TextField
          id="act-text"
          label={t('resource.name')}
          value={text}
          maxLength={200}
          fault={tried && !text.trim() ? t('fault.required') : undefined}
          onChange={(event) => setText(event.target.value)}
        />
      ) : (
        act !== 'discard' && (
          <TextArea
            id="act-text"
            label={t('resource.acts.reason')}
            rows={2}
            value={text}
            maxLength={500}
            fault={tried && !text.trim() ? t('fault.required') : undefined}
            onChange={(event) => setText(event.target.value)}
          />
        )
      )}
      {act === 'retire' && (
        <TextField
          id="act-successor"
          label={t('resource.acts.successor')}
          optional
          value={successor}
          maxLength={40}
          onChange={(event) => setSuccessor(event.target.value)}
        />
      )}
      {send.isError && <Fault error={send.error} />}
    </Dialog>
  );
}
