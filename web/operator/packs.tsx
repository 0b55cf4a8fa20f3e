import './operator.css';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type LoadedPack, listPacks } from '../../contracts/packs.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useSay } from '../app/words.ts';
import { Empty, Facts, Fault, Loading } from '../ui/parts.tsx';

/** The packs that are loaded, and what each brought. */
export function PacksPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('packs.title')}>
      <ConsolePage title={t('packs.title')} lead={t('packs.lead')}>
        <Packs />
      </ConsolePage>
    </SignedIn>
  );
}

function Packs() {
  const { t } = useTranslation();
  const packs = useQuery({ queryKey: ['packs'], queryFn: () => api(listPacks) });
  if (packs.isError) return <Fault error={packs.error} onRetry={() => void packs.refetch()} />;
  if (!packs.data) return <Loading lines={8} />;
  if (packs.data.items.length === 0) return <Empty>{t('packs.none')}</Empty>;
  return packs.data.items.map((pack) => <Pack key={pack.name} pack={pack} />);
}

function Pack({ pack }: { pack: LoadedPack }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <section className="panel" aria-labelledby={`pack-${pack.name}`}>
      <h2 id={`pack-${pack.name}`}>
        {pack.name} {pack.version}
      </h2>
      <Facts
        rows={[
          [t('packs.loadedAt'), shortTime(pack.loadedAt)],
          [
            t('packs.sha256'),
            <code key="sha" className="code">
              {pack.sha256}
            </code>,
          ],
        ]}
      />
      {pack.contents === null ? (
        <p className="quiet">{t('packs.notKept')}</p>
      ) : (
        <ul className="pack-parts">
          {pack.contents.map(({ part, count, names }) => (
            <li key={part}>
              {names.length > 0 ? (
                <details>
                  <summary>{t('packs.part', { part: t(`packs.parts.${part}`), count })}</summary>
                  <ul>
                    {names.map((name) => (
                      <li key={`${name.zh} ${name.en}`}>{say(name)}</li>
                    ))}
                  </ul>
                </details>
              ) : (
                <p>{t('packs.part', { part: t(`packs.parts.${part}`), count })}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
