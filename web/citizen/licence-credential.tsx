import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../app/save-file.ts';
import { Button } from '../ui/parts.tsx';
import { presentationOf } from './presentation.ts';
import type { WholeLicence } from './use-licence.tsx';

/** The credential itself, to keep or to send, without what its holder takes out. */
export function LicenceCredential({ licence }: { licence: WholeLicence }) {
  const { t, i18n } = useTranslation();
  const [withheld, setWithheld] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState('');
  const shown = presentationOf(licence.credential, withheld);
  const selective = licence.claims.filter((claim) => claim.selective);
  const toggle = (name: string) => {
    const next = new Set(withheld);
    if (!next.delete(name)) next.add(name);
    setWithheld(next);
    setSaid('');
  };
  const copy = () =>
    navigator.clipboard.writeText(shown).then(
      () => setSaid(t('show.copied')),
      () => setSaid(t('show.copyFailed')),
    );
  return (
    <section className="section elder-hide">
      <h2>{t('licencePage.credential')}</h2>
      <p>{t('licencePage.credentialText')}</p>
      {selective.length > 0 && (
        <fieldset className="field choices">
          <legend>{t('licencePage.include')}</legend>
          {selective.map((claim) => (
            <label key={claim.name} className="choice">
              <input type="checkbox" checked={!withheld.has(claim.name)} onChange={() => toggle(claim.name)} />
              <span>{i18n.language === 'en' ? claim.labelEn : claim.label}</span>
            </label>
          ))}
        </fieldset>
      )}
      <div className="actions">
        <Button onClick={() => saveFile(`${licence.identifier}.sd-jwt`, 'application/dc+sd-jwt', shown)}>
          {t('licencePage.download')}
        </Button>
        <Button kind="text" onClick={() => void copy()}>
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
