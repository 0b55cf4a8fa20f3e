import { useTranslation } from 'react-i18next';
import type { Case } from '../../contracts/services.ts';
import { shortTime } from './format.ts';
import { useSay, useSourceNames } from './words.ts';

/** Every read that was made for a case: of what, about whom, when, and where the ledger holds it. */
export function CaseUses({ item }: { item: Pick<Case, 'uses' | 'fields'> }) {
  const { t } = useTranslation();
  const sourceNames = useSourceNames();
  const say = useSay();
  // An item is named as the field that it filled; items that only proved something have no name of their own here.
  const namesOf = ({ resourceName, items }: Case['uses'][number]) =>
    items.flatMap((code) => {
      const field = item.fields.find(({ source }) => source?.item === code && source.resourceName === resourceName);
      return field ? [say(field.title)] : [];
    });
  return (
    <section className="section">
      <h2>{t('uses.title', { count: item.uses.length })}</h2>
      {item.uses.length === 0 && <p>{t('uses.none')}</p>}
      <ul className="list">
        {item.uses.map((use) => (
          <li key={`${use.ledgerIndex} ${use.at} ${use.resourceName}`}>
            <strong>{sourceNames(use).resource}</strong> <span className="quiet">{sourceNames(use).agency}</span>
            <p className="quiet">
              {shortTime(use.at)} · {t(`uses.about.${use.about}`)} ·{' '}
              {t(`uses.outcome.${use.outcome}`, { defaultValue: t('uses.outcome.refused') })}
              {use.ledgerIndex !== null && ` · ${t('uses.entry', { index: use.ledgerIndex })}`}
            </p>
            {namesOf(use).length > 0 && (
              <p className="quiet">{t('uses.items', { items: namesOf(use).join(t('list.and')) })}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
