import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type MyConsent, previewConsent } from '../../contracts/consents.ts';
import { api } from '../api.ts';
import { FieldValue } from '../app/field-value.tsx';
import { shortDay } from '../app/format.ts';
import { useName } from '../app/words.ts';
import { Button, Facts, Fault, Loading } from '../ui/parts.tsx';

/** The values that the agency would get, as its call would bring them now. */
export function ConsentShown({ consent, open }: { consent: MyConsent; open: boolean }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(open);
  if (!wanted) {
    return (
      <Button kind="text" onClick={() => setWanted(true)}>
        {t('consents.look')}
      </Button>
    );
  }
  return (
    <div className="panel">
      <h3>{t('consents.shown')}</h3>
      <Shown id={consent.id} />
    </div>
  );
}

function Shown({ id }: { id: string }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const found = useQuery({
    queryKey: ['consent-preview', id],
    queryFn: () => api(previewConsent, { params: { id } }),
    gcTime: 0,
  });
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={3} />;
  const { rule, yesNoOnly, asOf, items, records } = found.data;
  if (rule !== null) return <p>{t('consents.nothingNow', { rule: t(`refusedBy.${rule}`, { defaultValue: rule }) })}</p>;
  if (yesNoOnly) return <p>{t('consents.yesNo')}</p>;
  if (records.length === 0) return <p>{t('consents.noRecord')}</p>;
  return (
    <>
      {records.map((record) => (
        <Facts
          key={JSON.stringify(record)}
          rows={items.map(({ code, name, nameEn, codeList, sensitive }) => [
            nameOf({ name, nameEn }),
            <FieldValue
              key={code}
              field={{ title: { zh: name, en: nameEn ?? name }, codeList, sensitive }}
              value={record[code]}
            />,
          ])}
        />
      ))}
      {asOf && <p className="quiet">{t('consents.asOf', { day: shortDay(asOf), count: records.length })}</p>}
    </>
  );
}
