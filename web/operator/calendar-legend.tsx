import { useTranslation } from 'react-i18next';

/** What the signs of the calendar mean. */
export function Legend() {
  const { t } = useTranslation();
  return (
    <ul className="month-legend">
      <li>
        <span data-mark="rest">{t('calendar.restSign')}</span>
        {t('calendar.rest')}
      </li>
      <li>
        <span data-mark="work">{t('calendar.workSign')}</span>
        {t('calendar.work')}
      </li>
    </ul>
  );
}
