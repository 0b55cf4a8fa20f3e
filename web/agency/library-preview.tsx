import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ResourceDetail } from '../../contracts/catalogue.ts';
import { type Preview, putColumns } from '../../contracts/uploads.ts';
import { api } from '../api.ts';
import { SelectField } from '../ui/fields.tsx';
import { Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { lookAt, type Sending } from './library-upload.ts';

type Items = ResourceDetail['items'];
const separators: Record<string, string> = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'bar' };

/** What the file looks like to the library, before anything is sent: encoding, columns, the first rows with their faults. */
export function LibraryPreview({ sending, items }: { sending: Sending; items: Items }) {
  const { t } = useTranslation();
  const { file, mode, encoding, resourceId } = sending;
  const found = useQuery({
    queryKey: ['preview', resourceId, file.name, file.size, file.lastModified, mode, encoding],
    queryFn: () => lookAt(sending),
    retry: false,
    gcTime: 0,
  });
  if (found.isError) return <Fault error={found.error} />;
  if (found.isPending) return <Loading lines={4} />;
  if (!found.data) return <p className="quiet">{t('preview.tooLarge')}</p>;
  return (
    <section aria-labelledby="preview">
      <h3 id="preview">{t('preview.title')}</h3>
      <Seen preview={found.data} />
      <Match
        key={found.data.missing.join()}
        resourceId={resourceId}
        preview={found.data}
        items={items}
        onMatched={() => void found.refetch()}
      />
      <Rows preview={found.data} items={items} />
    </section>
  );
}

function Seen({ preview: { format, encoding, separator, changes } }: { preview: Preview }) {
  const { t } = useTranslation();
  return (
    <>
      <Facts
        rows={[
          [t('preview.format'), format.toUpperCase()],
          [t('library.encoding'), encoding?.toUpperCase()],
          [t('preview.separator'), separator && t(`preview.separators.${separators[separator] ?? 'comma'}`)],
        ]}
      />
      {changes.length > 0 && (
        <p>{t('preview.written', { from: changes[0]!.from, to: changes[0]!.to, count: changes.length })}</p>
      )}
    </>
  );
}

/** Items that no heading names: the column is chosen by hand, once. */
function Match({
  resourceId,
  preview,
  items,
  onMatched,
}: {
  resourceId: string;
  preview: Preview;
  items: Items;
  onMatched(): void;
}) {
  const { t } = useTranslation();
  const free = preview.columns.filter(({ item }) => item === null);
  const match = useMutation({
    mutationFn: ({ column, item }: { column: string; item: string }) =>
      api(putColumns, { params: { resourceId }, body: { columns: { ...chosen(preview, items), [column]: item } } }),
    onSuccess: onMatched,
  });
  if (preview.missing.length === 0) return null;
  return (
    <Note tone="wait">
      <p>{t('preview.missing')}</p>
      {preview.missing.map((code) => {
        const name = items.find((item) => item.code === code)?.name ?? code;
        return (
          <SelectField
            key={code}
            id={`column-${code}`}
            label={t('preview.columnOf', { item: name })}
            value=""
            disabled={match.isPending}
            options={free.map((column) => ({ value: column.name, label: column.name }))}
            onChange={(event) => event.target.value && match.mutate({ column: event.target.value, item: code })}
          />
        );
      })}
      {match.isError && <Fault error={match.error} />}
    </Note>
  );
}

/** Columns that were matched by hand before: their heading is neither the name nor the code of their item. */
function chosen({ columns }: Preview, items: Items): Record<string, string> {
  return Object.fromEntries(
    columns.flatMap(({ name, item }) => {
      const known = items.find(({ code }) => code === item);
      return known && name.trim() !== known.name && name.trim() !== known.code ? [[name.trim(), known.code]] : [];
    }),
  );
}

function Rows({ preview: { columns, rows }, items }: { preview: Preview; items: Items }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <p>{t('preview.noRows')}</p>;
  const nameOf = (code: string | null) => items.find((item) => item.code === code)?.name;
  return (
    <details>
      <summary>
        {t('preview.rows', { count: rows.length, faulty: rows.filter(({ faults }) => faults.length > 0).length })}
      </summary>
      <Table
        label={t('preview.title')}
        columns={[
          t('library.row'),
          ...columns.map(({ name, item }) => nameOf(item) ?? `${name} (${t('preview.unused')})`),
          t('library.reason'),
        ]}
      >
        {rows.map(({ line, cells, faults }) => (
          <tr key={line}>
            <th scope="row">{line}</th>
            {columns.map(({ name }, at) => (
              <td key={name}>{cells[at]}</td>
            ))}
            <td>{faults.map(({ item, message }) => [nameOf(item), message].filter(Boolean).join(' ')).join('；')}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}
