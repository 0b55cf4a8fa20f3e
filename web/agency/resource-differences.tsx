import { useTranslation } from 'react-i18next';
import type { Difference } from '../../contracts/catalogue.ts';
import { Table } from '../ui/table.tsx';

/** What a change does to the edition before it, field by field. */
export function ResourceDifferences({ differences, title }: { differences: Difference[]; title: string }) {
  const { t } = useTranslation();
  const named = useDifferenceName();
  if (differences.length === 0) return <p className="quiet">{t('resource.noDifference')}</p>;
  return (
    <Table stacking label={title} columns={[t('resource.field'), t('resource.before'), t('resource.after')]}>
      {differences.map(({ field, before, after }) => (
        <tr key={field}>
          <th scope="row">{named(field)}</th>
          <td data-label={t('resource.before')}>{before === null ? t('resource.nothing') : <del>{before}</del>}</td>
          <td data-label={t('resource.after')}>{after === null ? t('resource.nothing') : <ins>{after}</ins>}</td>
        </tr>
      ))}
    </Table>
  );
}

/** `/summary` or `/items/sex/name` in the form's words; items are named by their code here. */
function useDifferenceName(): (field: string) => string {
  const { t } = useTranslation();
  return (field) => {
    const [, top = '', code, member] = field.split('/');
    if (top !== 'items') return t(`resource.${top}`, { defaultValue: top });
    if (!member) return t('resource.itemWhole', { item: code });
    return t('resource.itemField', { item: code, field: t(`resource.${member}`, { defaultValue: member }) });
  };
}
