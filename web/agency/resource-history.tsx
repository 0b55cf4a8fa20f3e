import { useTranslation } from 'react-i18next';
import type { ResourceDetail } from '../../contracts/catalogue.ts';
import { shortTime } from '../app/format.ts';
import { useFieldName } from './resource-fields.ts';

/** Who did what to the entry, the newest first, with what the reviewer remarked. */
export function ResourceHistory({ resource }: { resource: ResourceDetail }) {
  const { t } = useTranslation();
  const fieldName = useFieldName(resource.items);
  const events = [...resource.events].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <section className="section" aria-labelledby="history">
      <h2 id="history">{t('resource.history')}</h2>
      <ol className="steps">
        {events.map((event) => (
          <li key={event.at + event.action}>
            <strong>{t(`resource.actions.${event.action}`, { defaultValue: event.action })}</strong>
            <div className="quiet">
              {shortTime(event.at)}
              {event.by && ` · ${event.by}`}
            </div>
            {event.remarks.map((remark) => (
              <p key={remark.field + remark.remark}>
                {t('resource.remarkOn', { field: fieldName(remark.field), remark: remark.remark })}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
