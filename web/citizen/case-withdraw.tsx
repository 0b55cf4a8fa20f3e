import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Case, withdrawCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { Button, Fault } from '../ui/parts.tsx';

/** Taking a case back, asked twice. */
export function CaseWithdraw({ item }: { item: Case }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => api(withdrawCase, { params: { id: item.id } }),
    onSuccess: (next) => queries.setQueryData(['case', item.id], next),
  });
  if (!asked) {
    return (
      <Button kind="text" onClick={() => setAsked(true)}>
        {t('withdraw.open')}
      </Button>
    );
  }
  return (
    <section className="panel" aria-label={t('withdraw.open')}>
      <p>{t(item.submittedAt ? 'withdraw.sureSubmitted' : 'withdraw.sureDraft')}</p>
      <div className="actions">
        <Button disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('withdraw.yes')}
        </Button>
        <Button kind="text" onClick={() => setAsked(false)}>
          {t('withdraw.no')}
        </Button>
      </div>
      {withdraw.isError && <Fault error={withdraw.error} />}
    </section>
  );
}
