import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AgencyOverview, closeAgency } from '../../contracts/supervision.ts';
import { api } from '../api.ts';
import { useName } from '../app/words.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { useToast } from '../ui/toast.tsx';

/** Asks before an agency is closed, saying what ends with it. */
export function CloseAgency({ overview, onClose }: { overview: AgencyOverview; onClose(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const toast = useToast();
  const nameOf = useName();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { agency, accounts, clients, grants } = overview;
  const close = useMutation({
    mutationFn: () => api(closeAgency, { params: { id: agency.id }, body: { reason: reason.trim() } }),
    onSuccess: (after) => {
      queries.setQueryData(['agency', agency.id], after);
      void queries.invalidateQueries({ queryKey: ['agencies'] });
      toast({ text: t('agencies.closed', { name: nameOf(agency) }) });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('agencies.closeTitle', { name: nameOf(agency) })}
      onClose={onClose}
      actions={
        <Button
          kind="primary"
          disabled={close.isPending}
          onClick={() => {
            setTried(true);
            if (reason.trim()) close.mutate();
          }}
        >
          {t('agencies.closeAct')}
        </Button>
      }
    >
      <p>
        {t('agencies.closeText', {
          accounts: accounts.all,
          clients: clients.length,
          grants: grants.given + grants.held,
        })}
      </p>
      <TextArea
        id="close-reason"
        label={t('agencies.closeReason')}
        rows={2}
        maxLength={500}
        value={reason}
        fault={tried && !reason.trim() ? t('fault.required') : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      {close.isError && <Fault error={close.error} />}
    </Dialog>
  );
}
