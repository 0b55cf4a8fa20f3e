import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

const sides = [undefined, 'incoming', 'outgoing'] as const;

/** Both directions, or one: what comes to the agency and what goes out from it. */
export function SideTabs({ of, side }: { of: 'sharing' | 'grants'; side: (typeof sides)[number] }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t(`${of}.side`)} className="tabs">
      {sides.map((each) => (
        <Link
          key={each ?? 'all'}
          to={`/agency/${of}`}
          search={((before: object) => ({ ...before, side: each })) as never}
          activeProps={{}}
          aria-current={side === each ? 'page' : undefined}
        >
          {t(each ? `${of}.sides.${each}` : 'console.all')}
        </Link>
      ))}
    </nav>
  );
}
