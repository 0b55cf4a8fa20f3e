import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Case } from '../../contracts/services.ts';
import { FieldValue } from '../app/field-value.tsx';
import { shortDay } from '../app/format.ts';
import { useSay, useSourceNames } from '../app/words.ts';
import { Button } from '../ui/parts.tsx';
import { CaseDispute } from './case-dispute.tsx';

type Field = Case['fields'][number];

/** What was filled for the applicant: each value, who says so and as of when, and the way to contradict it. */
export function FilledFields({ item, disputable = false }: { item: Case; disputable?: boolean }) {
  const filled = item.fields.filter((field) => field.kind === 'filled');
  return (
    <ul className="filled">
      {filled.map((field) => (
        <FilledField key={field.name} item={item} field={field} disputable={disputable} />
      ))}
    </ul>
  );
}

function FilledField({ item, field, disputable }: { item: Case; field: Field; disputable: boolean }) {
  const { t } = useTranslation();
  const sourceNames = useSourceNames();
  const say = useSay();
  const [open, setOpen] = useState(false);
  const title = say(field.title);
  return (
    <li>
      <div className="filled-row">
        <div>
          <div className="filled-title">{title}</div>
          <div className="filled-value">
            <FieldValue field={field} value={field.value} />
          </div>
          <div className="source">
            <Source field={field} />
          </div>
        </div>
        {disputable && field.origin === 'resource' && !field.dispute && !open && (
          <Button kind="text" aria-label={t('dispute.openOf', { field: title })} onClick={() => setOpen(true)}>
            {t('dispute.open')}
          </Button>
        )}
      </div>
      {field.dispute && (
        <p className="dispute-note">
          {t('dispute.stated', { agency: field.source ? sourceNames(field.source).agency : '' })}{' '}
          <FieldValue field={field} value={field.dispute.sourceValue} />
        </p>
      )}
      {open && !field.dispute && <CaseDispute item={item} field={field} onClose={() => setOpen(false)} />}
    </li>
  );
}

/** 来自 贵州省卫生健康委员会 · 2026-11-20 */
export function Source({
  field,
  reader = 'applicant',
}: {
  field: Pick<Field, 'origin' | 'source'>;
  reader?: 'applicant' | 'agency';
}) {
  const { t } = useTranslation();
  const sourceNames = useSourceNames();
  if (!field.source) {
    const origin =
      field.origin === 'account' && reader === 'agency' ? 'applicantAccount' : (field.origin ?? 'constant');
    return <span>{t(`source.${origin}`)}</span>;
  }
  const { asOf } = field.source;
  const { agency } = sourceNames(field.source);
  return (
    <span>
      {asOf ? t('source.resource', { agency, day: shortDay(asOf) }) : t('source.resourceUndated', { agency })}
    </span>
  );
}
