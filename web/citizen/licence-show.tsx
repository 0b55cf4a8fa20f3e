import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Static } from 'typebox';
import type { Licence } from '../../contracts/licences.ts';
import { Button, Note } from '../ui/parts.tsx';
import { presentationOf } from './presentation.ts';

interface LicenceShowProps {
  licence: Static<typeof Licence>;
  withheld: ReadonlySet<string>;
  onWithhold(withheld: ReadonlySet<string>): void;
}

/** Showing a licence: what is kept back, the code to scan, and the text to paste where there is no camera. */
export function LicenceShow({ licence, withheld, onWithhold }: LicenceShowProps) {
  const { t, i18n } = useTranslation();
  const [said, setSaid] = useState('');
  const shown = presentationOf(licence.credential, withheld);
  const selective = licence.claims.filter((claim) => claim.selective);
  const toggle = (name: string) => {
    const next = new Set(withheld);
    if (!next.delete(name)) next.add(name);
    onWithhold(next);
    setSaid('');
  };
  const copy = () =>
    navigator.clipboard.writeText(shown).then(
      () => setSaid(t('show.copied')),
      () => setSaid(t('show.copyFailed')),
    );
  return (
    <section className="section">
      <h2>{t('show.title')}</h2>
      <p>{t('show.text')}</p>
      {selective.length > 0 && (
        <fieldset className="field choices">
          <legend>{t('show.choose')}</legend>
          {selective.map((claim) => (
            <label key={claim.name} className="choice">
              <input type="checkbox" checked={!withheld.has(claim.name)} onChange={() => toggle(claim.name)} />
              <span>{i18n.language === 'en' ? claim.labelEn : claim.label}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Code text={shown} />
      <div className="actions">
        <Button kind="primary" onClick={() => void copy()}>
          {t('show.copy')}
        </Button>
        <span role="status">{said}</span>
      </div>
      <details>
        <summary>{t('show.asText')}</summary>
        <p className="code credential">{shown}</p>
      </details>
    </section>
  );
}

/** The credential as a QR code; one that is too long for a code is shown by its text. */
function Code({ text }: { text: string }) {
  const { t } = useTranslation();
  const code = useQuery({
    queryKey: ['qr', text],
    queryFn: async () => {
      const { default: qrcode } = await import('qrcode');
      return qrcode.toString(text, { type: 'svg', errorCorrectionLevel: 'L', margin: 2 }).catch(() => null);
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (code.data === undefined) return null;
  if (code.data === null) return <Note>{t('show.tooLong')}</Note>;
  return <img className="qr" alt={t('show.qr')} src={`data:image/svg+xml,${encodeURIComponent(code.data)}`} />;
}
