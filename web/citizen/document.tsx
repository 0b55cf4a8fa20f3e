import '../app/document.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  type DocumentForce,
  getShownDocument,
  getSiteDocument,
  type ShownDocument,
} from '../../contracts/documents.ts';
import { api } from '../api.ts';
import { DocumentBody } from '../app/document-body.tsx';
import { useDocumentClasses } from '../app/document-words.ts';
import { shortDay } from '../app/format.ts';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Facts, Fault, Loading, Note, Tag } from '../ui/parts.tsx';

/** A published document, or an earlier version of it. */
export function DocumentPage() {
  const { id } = useParams({ from: '/documents/$id' });
  const { version } = useSearch({ from: '/documents/$id' });
  const found = useQuery({
    queryKey: ['shown-document', id, version ?? 0],
    queryFn: () => api(getShownDocument, { params: { id }, query: { ...(version && { version }) } }),
  });
  const { t } = useTranslation();
  return <Shown found={found} before={<Link to="/documents">{t('documents.back')}</Link>} />;
}

/** The same as a site shows it: taken by the site's own call, and counted for it. */
export function SiteDocumentPage() {
  const { t } = useTranslation();
  const { site, id } = useParams({ from: '/sites/$site/documents/$id' });
  const found = useQuery({
    queryKey: ['site-document', site, id],
    queryFn: () => api(getSiteDocument, { params: { site, id } }),
  });
  return (
    <Shown
      found={found}
      before={
        <Link to="/sites/$site" params={{ site }}>
          {t('sites.backToSite')}
        </Link>
      }
    />
  );
}

interface Found {
  data: ShownDocument | undefined;
  isError: boolean;
  error: Error | null;
  refetch(): unknown;
}

function Shown({ found, before }: { found: Found; before: React.ReactNode }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <Page title={found.data ? nameOf(found.data) : t('documents.one')} before={before}>
      {found.data ? (
        <Text document={found.data} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </Page>
  );
}

function Text({ document }: { document: ShownDocument }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const classes = useDocumentClasses();
  const { version } = useSearch({ strict: false });
  const rows: [string, React.ReactNode][] = [
    [t('documents.kind'), t(`documents.kinds.${document.kind}`)],
    [t('documents.agency'), nameOf({ name: document.agencyName, nameEn: document.agencyNameEn })],
    [t('documents.code'), document.code],
    [t('documents.number'), document.number],
    [t('documents.classCode'), classes.find(({ value }) => value === document.classCode)?.label],
    [t('documents.issuedOn'), document.issuedOn],
    [t('documents.publishedAt'), shortDay(document.publishedAt)],
    [t('documents.validity'), document.validFrom || document.validUntil ? validity(document) : null],
    [
      t('documents.source'),
      document.sourceUrl ? (
        <a key="source" href={document.sourceUrl} rel="noopener noreferrer">
          {document.sourceName ?? document.sourceUrl}
        </a>
      ) : (
        document.sourceName
      ),
    ],
  ];
  return (
    <article>
      {version !== undefined && (
        <Note tone="wait">
          {t('documents.earlierShown', { version: document.version })}{' '}
          <Link to="/documents/$id" params={{ id: document.id }}>
            {t('documents.toNewest')}
          </Link>
        </Note>
      )}
      {document.force !== 'inForce' && <Note tone="wait">{t(`documents.forceWords.${document.force}`)}</Note>}
      <Facts rows={rows.filter(([, value]) => value)} />
      <DocumentBody html={document.body} />
      {version === undefined && document.earlier.length > 0 && (
        <details>
          <summary>{t('documents.earlier', { count: document.earlier.length })}</summary>
          <ul>
            {document.earlier.map((each) => (
              <li key={each.version}>
                <Link to="/documents/$id" params={{ id: document.id }} search={{ version: each.version }}>
                  {t('documents.versionOf', { version: each.version, day: shortDay(each.publishedAt) })}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

function validity({ validFrom, validUntil }: ShownDocument): string {
  return `${validFrom ?? ''} – ${validUntil ?? ''}`;
}

/** Said only where a document does not hold today. */
export function DocumentForceTag({ force }: { force: DocumentForce }) {
  const { t } = useTranslation();
  if (force === 'inForce') return null;
  return <Tag tone={force === 'expired' ? 'plain' : 'wait'}>{t(`documents.force.${force}`)}</Tag>;
}
