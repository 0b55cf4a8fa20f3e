import './console.css';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

/** Copies a text and says so. `of` names what is copied, for those who do not see what stands beside the button. */
export function CopyButton({ text, of }: { text: string; of: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const later = setTimeout(() => setState('ready'), 3000);
    return () => clearTimeout(later);
  }, [state]);
  return (
    <span className="copy">
      <button
        type="button"
        className="copy-button"
        aria-label={t('copy.of', { what: of })}
        onClick={() =>
          navigator.clipboard.writeText(text).then(
            () => setState('copied'),
            () => setState('failed'),
          )
        }
      >
        <Icon name={state === 'copied' ? 'check' : 'copy'} />
        <span aria-hidden="true">{t(state === 'copied' ? 'copy.done' : 'copy.copy')}</span>
      </button>
      <span role="status" className={state === 'failed' ? 'fault' : 'for-reader'}>
        {state === 'copied' ? t('copy.done') : state === 'failed' ? t('copy.failed') : ''}
      </span>
    </span>
  );
}
