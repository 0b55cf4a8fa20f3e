import { useTranslation } from 'react-i18next';
import type { RowScope } from '../../contracts/sharing.ts';

/** Which rows a request or a grant reaches. */
export function RowScopeText({ scope }: { scope: RowScope }) {
  const { t } = useTranslation();
  const rows = Object.entries(scope.rows ?? {});
  if (rows.length === 0) return <>{t('sharing.allRows')}</>;
  return (
    <>
      {rows.map(([item, values]) => (
        <div key={item}>{t('sharing.rowsWhere', { item, values: values.join(t('list.and')) })}</div>
      ))}
    </>
  );
}
