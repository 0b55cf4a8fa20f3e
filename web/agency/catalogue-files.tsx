import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  exportCatalogue,
  exportFormats,
  getCatalogueTemplate,
  importCatalogue,
} from '../../contracts/catalogue-files.ts';
import { ApiError, api } from '../api.ts';
import { useAccount } from '../app/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Button, Fault, Note } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { askedOf } from './catalogue-search.ts';

/** What is found goes out as the guide's spreadsheet; a steward takes one in. */
export function CatalogueFiles() {
  const { t } = useTranslation();
  const account = useAccount();
  const search = useSearch({ from: '/agency/catalogue' });
  const [open, setOpen] = useState(false);
  const query = new URLSearchParams(
    Object.entries(askedOf(search)).map(([key, value]) => [key, String(value)] as [string, string]),
  );
  const address = (as: string) => `${exportCatalogue.path}?${new URLSearchParams([...query, ['as', as]])}`;
  return (
    <div className="actions">
      {account?.kind === 'staff' && account.roles.includes('steward') && (
        <Button onClick={() => setOpen(true)}>{t('catalogue.files.import')}</Button>
      )}
      <span className="quiet">{t('catalogue.files.export')}</span>
      {exportFormats.map((as) => (
        <a key={as} href={address(as)} download>
          {as.toUpperCase()}
        </a>
      ))}
      {open && <ImportDialog onClose={() => setOpen(false)} />}
    </div>
  );
}

function ImportDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: (file: File) => api(importCatalogue, { file: new Blob([file], { type: 'application/octet-stream' }) }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['resources'] }),
  });
  const faults = send.error instanceof ApiError ? send.error.faults : [];
  return (
    <Dialog title={t('catalogue.files.import')} onClose={onClose}>
      <p>{t('catalogue.files.help')}</p>
      <p>
        <a href={getCatalogueTemplate.path} download>
          {t('catalogue.files.template')}
        </a>
      </p>
      <label htmlFor="import-file">{t('catalogue.files.choose')}</label>
      <input
        ref={input}
        id="import-file"
        className="input"
        type="file"
        accept=".xlsx,.csv,.json"
        disabled={send.isPending}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) send.mutate(file);
          // The same file, once mended, is chosen again.
          event.target.value = '';
        }}
      />
      <div role="status">
        {send.isPending && <p>{t('catalogue.files.sending')}</p>}
        {send.isSuccess && (
          <Note tone="done">
            <p>{t('catalogue.files.done', send.data)}</p>
          </Note>
        )}
      </div>
      {send.isError && faults.length === 0 && <Fault error={send.error} />}
      {faults.length > 0 && (
        <Note tone="due">
          <p>{t('catalogue.files.refused', { count: faults.length })}</p>
          <Table
            stacking
            label={t('catalogue.files.faults')}
            columns={[t('catalogue.files.cell'), t('catalogue.files.fault')]}
          >
            {faults.map(({ field, message }) => (
              <tr key={field + message}>
                <th scope="row" className="code">
                  {field}
                </th>
                <td data-label={t('catalogue.files.fault')}>{message}</td>
              </tr>
            ))}
          </Table>
        </Note>
      )}
    </Dialog>
  );
}
