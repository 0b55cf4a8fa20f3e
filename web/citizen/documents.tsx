import '../app/document.css';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type DocumentKind, documentKinds, listShownDocuments, type ShownLine } from '../../contracts/documents.ts';
import { api } from '../api.ts';
import { useDocumentClasses } from '../app/document-words.ts';
import { shortDay } from '../app/format.ts';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Listed } from '../ui/table.tsx';
import { DocumentForceTag } from './document.tsx';

export interface DocumentsSearch {
  q?: string | undefined;
  kind?: DocumentKind | undefined;
  classCode?: string | undefined;
}

/** All published documents of the platform, to be searched by anyone. */
export function DocumentsPage() {
  const { t } = useTranslation();
  const { q, kind, classCode } = useSearch({ from: '/documents' });
  const change = useChangeSearch<DocumentsSearch>();
  const classes = useDocumentClasses();
  return (
    <Page title={t('documents.title')} lead={t('documents.lead')}>
      <search>
        <TextField
          id="documents-q"
          type="search"
          label={t('documents.search')}
          maxLength={100}
          value={q ?? ''}
          onChange={(event) => change({ q: event.target.value || undefined })}
        />
        <div className="fields">
          <SelectField
            id="documents-kind"
            label={t('documents.kind')}
            optional
            value={kind ?? ''}
            options={documentKinds.map((value) => ({ value, label: t(`documents.kinds.${value}`) }))}
            onChange={(event) => change({ kind: documentKinds.find((each) => each === event.target.value) })}
          />
          <SelectField
            id="documents-class"
            label={t('documents.classCode')}
            optional
            value={classCode ?? ''}
            options={classes}
            onChange={(event) => change({ classCode: event.target.value || undefined })}
          />
        </div>
      </search>
      <Listed
        queryKey={['shown-documents', q ?? '', kind ?? '', classCode ?? '']}
        load={(page) =>
          api(listShownDocuments, {
            query: { ...page, ...(q && { q }), ...(kind && { kind }), ...(classCode && { classCode }) },
          })
        }
        empty={t(q || kind || classCode ? 'documents.nothingFound' : 'documents.none')}
      >
        {(items) => (
          <ul className="list">
            {items.map((item) => (
              <DocumentItem key={item.id} item={item} />
            ))}
          </ul>
        )}
      </Listed>
    </Page>
  );
}

/** A line of a list of documents; on a site's page it leads to that site's page of it. */
export function DocumentItem({ item, site }: { item: ShownLine; site?: string }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <li>
      {site ? (
        <Link to="/sites/$site/documents/$id" params={{ site, id: item.id }}>
          {nameOf(item)}
        </Link>
      ) : (
        <Link to="/documents/$id" params={{ id: item.id }}>
          {nameOf(item)}
        </Link>
      )}{' '}
      <DocumentForceTag force={item.force} />
      <p>
        <Chinese text={item.summary} />
      </p>
      <p className="quiet">
        {t(`documents.kinds.${item.kind}`)} · {nameOf({ name: item.agencyName, nameEn: item.agencyNameEn })} ·{' '}
        {shortDay(item.publishedAt)}
      </p>
    </li>
  );
}
