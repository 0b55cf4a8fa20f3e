import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { Button } from '../ui/parts.tsx';
import { signOut } from './session.ts';

/** How long is left, and the two ways on. Closing it is staying: whoever closes it is there. */
export default function IdleWarning({ endsAt, onStay }: { endsAt: number; onStay(): void }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(secondsUntil(endsAt));
  useEffect(() => {
    const tick = setInterval(() => setLeft(secondsUntil(endsAt)), 1000);
    return () => clearInterval(tick);
  }, [endsAt]);
  return (
    <Dialog
      title={t('idle.title')}
      onClose={onStay}
      closeLabel={t('idle.stay')}
      actions={<Button onClick={() => void signOut()}>{t('shell.signOut')}</Button>}
    >
      <p>{t('idle.text')}</p>
      {/* Told once in full above; a number read out each second would drown everything else. */}
      <p role="timer" aria-live="off">
        {t('idle.left', { count: left })}
      </p>
    </Dialog>
  );
}

function secondsUntil(at: number): number {
  return Math.max(0, Math.round((at - Date.now()) / 1000));
}
