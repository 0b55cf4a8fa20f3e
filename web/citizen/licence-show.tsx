import './licences.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listAgencies } from '../../contracts/directory.ts';
import { api } from '../api.ts';
import { LicenceClaims } from '../app/licence-claims.tsx';
import { LicenceTag } from '../app/licence-tag.tsx';
import { useName } from '../app/words.ts';
import { FieldFrame } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts } from '../ui/parts.tsx';
import { useLicenceName } from './licence-face.tsx';
import { ShownCode } from './shown-code.tsx';
import { type WholeLicence, WithLicence } from './use-licence.tsx';

/** Showing a licence: first what of it, then the code. */
export function LicenceShowPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/licences/$id/show' });
  return (
    <WithLicence id={id} title={t('show.title')}>
      {(licence) => <Show licence={licence} />}
    </WithLicence>
  );
}

function Show({ licence }: { licence: WholeLicence }) {
  const { t, i18n } = useTranslation();
  const licenceName = useLicenceName();
  const nameOf = useName();
  const selective = licence.claims.filter((claim) => claim.selective);
  // Whose it is goes with it unless taken out; whatever else, only when chosen.
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    new Set(selective.filter((claim) => claim.name === 'CZZT').map((claim) => claim.name)),
  );
  const [audience, setAudience] = useState('');
  const [live, setLive] = useState(false);
  const agencies = useQuery({
    queryKey: ['agencies'],
    queryFn: () => api(listAgencies, { query: { limit: 200 } }),
    staleTime: 60_000,
  });
  const label = (claim: WholeLicence['claims'][number]) => (i18n.language === 'en' ? claim.labelEn : claim.label);
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setChosen(next);
  };
  const seen = (
    <div className="will-see">
      <h2>{t('show.willSee')}</h2>
      <Facts rows={[[t('licence.standing'), <LicenceTag key="state" state={licence.state} />]]} />
      <LicenceClaims
        claims={licence.claims.filter((claim) => !claim.selective || chosen.has(claim.name))}
        masks={licence.holderKind === 'person'}
      />
    </div>
  );
  return (
    <Page
      title={t('show.title')}
      lead={licenceName(licence.type)}
      before={
        <Link to="/licences/$id" params={{ id: licence.id }}>
          {t('show.done')}
        </Link>
      }
    >
      {live ? (
        <ShownCode
          licenceId={licence.id}
          claims={[...chosen]}
          audience={audience || undefined}
          onChange={() => setLive(false)}
        />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setLive(true);
          }}
        >
          {selective.length > 0 && (
            <fieldset className="field choices">
              <legend>{t('show.choose')}</legend>
              <p className="help">{t('show.chooseText')}</p>
              {selective.map((claim) => (
                <label key={claim.name} className="choice">
                  <input type="checkbox" checked={chosen.has(claim.name)} onChange={() => toggle(claim.name)} />
                  <span>{label(claim)}</span>
                </label>
              ))}
              <Button kind="text" onClick={() => setChosen(new Set(selective.map((claim) => claim.name)))}>
                {t('show.all')}
              </Button>
              <Button kind="text" onClick={() => setChosen(new Set())}>
                {t('show.least')}
              </Button>
            </fieldset>
          )}
          {seen}
          <div className="elder-hide">
            <FieldFrame id="audience" label={t('show.audience')} help={t('show.audienceHelp')}>
              <select
                id="audience"
                className="input"
                aria-describedby="audience-help"
                value={audience}
                onChange={(event) => setAudience(event.target.value)}
              >
                <option value="">{t('show.anyone')}</option>
                {agencies.data?.items.map((agency) => (
                  <option key={agency.creditCode} value={agency.creditCode}>
                    {nameOf(agency)}
                  </option>
                ))}
              </select>
            </FieldFrame>
          </div>
          <div className="actions">
            <Button kind="primary" type="submit">
              {t('show.start')}
            </Button>
          </div>
        </form>
      )}
      {live && seen}
    </Page>
  );
}
