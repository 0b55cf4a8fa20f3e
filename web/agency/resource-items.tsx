import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { itemTypes, listCodeLists, shareTypes } from '../../contracts/catalogue.ts';
import { listElements } from '../../contracts/elements.ts';
import { api } from '../api.ts';
import { Button } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { controlOf, type Edited, type EditedItem, emptyItem } from './resource-fields.ts';

const columns = [
  'code',
  'name',
  'nameEn',
  'key',
  'type',
  'length',
  'required',
  'check',
  'sensitivity',
  'codeList',
  'precision',
  'guardian',
  'element',
  'shareType',
  'legalBasis',
  'secret',
  'open',
];
const checks = ['citizenId', 'creditCode'] as const;
const sensitivities = ['none', 'personal', 'sensitive'] as const;

interface ItemsProps {
  edited: Edited;
  set(part: Partial<Edited>): void;
  messages: { field: string; message: string }[];
}

/** The items of the entry as a table to write in. */
export function ResourceItems({ edited, set, messages }: ItemsProps) {
  const { t } = useTranslation();
  const { items } = edited;
  const change = (row: number, part: Partial<EditedItem>) => {
    const before = items.find((item) => item.row === row);
    const followsCode = part.code !== undefined && before?.code !== '' && before?.code === edited.subjectItem;
    set({
      items: items.map((item) => (item.row === row ? { ...item, ...part } : item)),
      ...(followsCode && { subjectItem: part.code || null }),
    });
  };
  const whole = messages.filter(({ field }) => /^\/(items|keyItems|guardianItems)(\/\d+)?$/.test(field));
  return (
    <div id={controlOf('/items')} tabIndex={-1}>
      <p className="quiet">{t('resource.itemsHelp')}</p>
      {whole.map(({ field, message }) => (
        <p key={field + message} className="fault">
          {message}
        </p>
      ))}
      {items.length > 0 && (
        <Table
          label={t('resource.items')}
          columns={[...columns.map((column) => t(`resource.${column}`)), t('resource.remove')]}
        >
          {items.map((item, place) => (
            <ItemRow
              key={item.row}
              item={item}
              place={place}
              messages={messages}
              change={(part) => change(item.row, part)}
              remove={() => set({ items: items.filter((each) => each.row !== item.row) })}
            />
          ))}
        </Table>
      )}
      <div className="actions">
        <Button
          onClick={() => {
            const row = 1 + Math.max(-1, ...items.map((item) => item.row));
            set({ items: [...items, emptyItem(row)] });
            requestAnimationFrame(() => document.getElementById(controlOf(`/items/${items.length}/code`))?.focus());
          }}
        >
          {t('resource.addItem')}
        </Button>
      </div>
    </div>
  );
}

interface RowProps {
  item: EditedItem;
  place: number;
  messages: { field: string; message: string }[];
  change(part: Partial<EditedItem>): void;
  remove(): void;
}

function ItemRow({ item, place, messages, change, remove }: RowProps) {
  const { t, i18n } = useTranslation();
  const lists = useQuery({
    queryKey: ['code-lists'],
    queryFn: () => api(listCodeLists),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const elements = useQuery({
    queryKey: ['elements'],
    queryFn: () => api(listElements),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const cell = (member: string) => {
    const field = `/items/${place}/${member}`;
    const id = controlOf(field);
    const message = messages.find((each) => each.field === field)?.message;
    return {
      fault: message && (
        <p id={`${id}-fault`} className="fault">
          {message}
        </p>
      ),
      control: {
        id,
        className: 'input cell',
        'aria-label': t('resource.cell', { number: place + 1, column: t(`resource.${member}`) }),
        'aria-invalid': message ? (true as const) : undefined,
        'aria-describedby': message ? `${id}-fault` : undefined,
      },
    };
  };
  const written = (member: 'code' | 'name' | 'nameEn' | 'legalBasis', size: number) => {
    const { control, fault } = cell(member);
    return (
      <td>
        <input
          {...control}
          size={size}
          maxLength={member === 'legalBasis' ? 1000 : 100}
          value={item[member] ?? ''}
          onChange={(event) =>
            change({ [member]: event.target.value || (member === 'code' || member === 'name' ? '' : null) })
          }
        />
        {fault}
      </td>
    );
  };
  const counted = (member: 'length' | 'precision', min: number) => {
    const { control, fault } = cell(member);
    return (
      <td>
        <input
          {...control}
          type="number"
          min={min}
          value={item[member] ?? ''}
          onChange={(event) =>
            change({ [member]: event.target.value === '' ? null : Math.trunc(Number(event.target.value)) })
          }
        />
        {fault}
      </td>
    );
  };
  const ticked = (member: 'required' | 'key' | 'guardian' | 'secret') => {
    const { control } = cell(member);
    return (
      <td>
        <input
          {...control}
          className="tick"
          type="checkbox"
          checked={item[member]}
          onChange={(event) => change({ [member]: event.target.checked })}
        />
      </td>
    );
  };
  const chosen = (
    member: 'type' | 'check' | 'codeList' | 'sensitivity' | 'element' | 'shareType' | 'open',
    options: { value: string; label: string }[],
    choose: (value: string) => void,
  ) => {
    const { control, fault } = cell(member);
    return (
      <td>
        <select {...control} value={String(item[member] ?? '')} onChange={(event) => choose(event.target.value)}>
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        {fault}
      </td>
    );
  };
  const none = { value: '', label: t('resource.nothing') };
  return (
    <tr>
      {written('code', 16)}
      {written('name', 14)}
      {written('nameEn', 12)}
      {ticked('key')}
      {chosen(
        'type',
        itemTypes.map((value) => ({ value, label: `${value} ${t(`resource.types.${value}`)}` })),
        (value) => change({ type: itemTypes.find((each) => each === value) ?? item.type }),
      )}
      {counted('length', 1)}
      {ticked('required')}
      {chosen('check', [none, ...checks.map((value) => ({ value, label: t(`resource.checks.${value}`) }))], (value) =>
        change({ check: checks.find((each) => each === value) ?? null }),
      )}
      {chosen(
        'sensitivity',
        sensitivities.map((value) => ({ value, label: t(`resource.sensitivities.${value}`) })),
        (value) => change({ sensitivity: sensitivities.find((each) => each === value) ?? item.sensitivity }),
      )}
      {chosen(
        'codeList',
        [
          none,
          ...(lists.data?.items ?? []).map(({ code, title, titleEn }) => ({
            value: code,
            label: i18n.language === 'en' ? (titleEn ?? title) : title,
          })),
        ],
        (value) => change({ codeList: value || null }),
      )}
      {counted('precision', 0)}
      {ticked('guardian')}
      {chosen(
        'element',
        [
          none,
          ...(elements.data?.items ?? [])
            .filter(({ type }) => type === item.type)
            .map(({ code, name, nameEn }) => ({
              value: code,
              label: i18n.language === 'en' ? (nameEn ?? name) : name,
            })),
        ],
        (value) => change({ element: value || null }),
      )}
      {chosen(
        'shareType',
        [
          { value: '', label: t('resource.asEntry') },
          ...shareTypes.map((value) => ({ value, label: t(`resource.shareTypes.${value}`) })),
        ],
        (value) => change({ shareType: shareTypes.find((each) => each === value) ?? null }),
      )}
      {written('legalBasis', 14)}
      {ticked('secret')}
      {chosen(
        'open',
        [
          { value: '', label: t('resource.asEntry') },
          { value: 'true', label: t('field.yes') },
          { value: 'false', label: t('field.no') },
        ],
        (value) => change({ open: value === '' ? null : value === 'true' }),
      )}
      <td>
        <Button
          kind="text"
          aria-label={t('resource.removeItem', { item: item.name || item.code || place + 1 })}
          onClick={remove}
        >
          {t('resource.remove')}
        </Button>
      </td>
    </tr>
  );
}
