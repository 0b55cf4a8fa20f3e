import { useTranslation } from 'react-i18next';
import type { Case } from '../../contracts/services.ts';
import { Chinese } from '../ui/chinese.tsx';
import { Masked } from '../ui/masked.tsx';
import { useCodeLists } from './code-words.ts';
import { useRegionName } from './regions.ts';
import { useSay } from './words.ts';

type Field = Pick<Case['fields'][number], 'title' | 'codeList' | 'sensitive'>;

/** The value of a form's field in words: codes by their names, sensitive ones masked until asked for. */
export function FieldValue({ field, value }: { field: Field; value: unknown }) {
  const { t } = useTranslation();
  const say = useSay();
  const lists = useCodeLists([field.codeList]);
  if (value === null || value === undefined || value === '') return <span className="quiet">{t('field.empty')}</span>;
  if (field.codeList === 'regions') return <RegionName code={String(value)} />;
  const words = (Array.isArray(value) ? value : [value]).map((one) => {
    if (typeof one === 'boolean') return t(one ? 'field.yes' : 'field.no');
    const entry = field.codeList ? lists?.[field.codeList]?.find(({ code }) => code === String(one)) : undefined;
    return entry ? say(entry) : String(one);
  });
  const text = words.join(t('list.and'));
  return field.sensitive ? <Masked text={text} label={say(field.title)} /> : <Chinese text={text} />;
}

function RegionName({ code }: { code: string }) {
  return useRegionName(code);
}
