import '../app/document.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Channel, getSite, listSiteDocuments, listSites, type Site } from '../../contracts/documents.ts';
import { api } from '../api.ts';
import { useName } from '../app/words.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { TextField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Fault, Loading, Tag } from '../ui/parts.tsx';
import { Listed } from '../ui/table.tsx';
import { DocumentItem } from './documents.tsx';

/** The directory of the platform's government websites. */
export function SitesPage() {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const sites = useQuery({ queryKey: ['sites', q], queryFn: () => api(listSites, { query: { ...(q && { q }) } }) });
  return (
    <Page title={t('sites.title')} lead={t('sites.lead')}>
      <search>
        <TextField
          id="sites-q"
          type="search"
          label={t('sites.search')}
          maxLength={100}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
      </search>
      {sites.isError ? (
        <Fault error={sites.error} onRetry={() => void sites.refetch()} />
      ) : !sites.data ? (
        <Loading lines={6} />
      ) : sites.data.items.length === 0 ? (
        <Empty>{t(q ? 'documents.nothingFound' : 'sites.none')}</Empty>
      ) : (
        <ul className="list">
          {sites.data.items.map((site) => (
            <SiteItem key={site.key} site={site} />
          ))}
        </ul>
      )}
    </Page>
  );
}

function SiteItem({ site }: { site: Site }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <li>
      <Link to="/sites/$site" params={{ site: site.key }}>
        {nameOf(site)}
      </Link>{' '}
      {!site.active && <Tag>{t('sites.closed')}</Tag>}
      <p className="quiet">
        {nameOf({ name: site.agencyName, nameEn: site.agencyNameEn })} ·{' '}
        {nameOf({ name: site.regionName, nameEn: site.regionNameEn })}
      </p>
    </li>
  );
}

/** One site as its columns show it, each by the call that the site itself makes. */
export function SitePage() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { site: key } = useParams({ from: '/sites/$site' });
  const site = useQuery({ queryKey: ['site', key], queryFn: () => api(getSite, { params: { site: key } }) });
  const back = <Link to="/sites">{t('sites.back')}</Link>;
  if (!site.data) {
    return (
      <Page title={t('sites.one')} before={back}>
        {site.isError ? <Fault error={site.error} onRetry={() => void site.refetch()} /> : <Loading lines={8} />}
      </Page>
    );
  }
  return (
    <Page
      title={nameOf(site.data)}
      before={back}
      lead={t('sites.ofAgency', {
        agency: nameOf({ name: site.data.agencyName, nameEn: site.data.agencyNameEn }),
      })}
    >
      {!site.data.active ? (
        <Empty>{t('sites.closedWords')}</Empty>
      ) : site.data.channels.length === 0 ? (
        <Empty>{t('sites.noChannels')}</Empty>
      ) : (
        site.data.channels.map((channel) => <ChannelList key={channel.key} site={key} channel={channel} />)
      )}
    </Page>
  );
}

function ChannelList({ site, channel }: { site: string; channel: Channel }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const id = `channel-${channel.key}`;
  const base = `${location.origin}/api/v1/sites/${site}/channels/${channel.key}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{nameOf(channel)}</h2>
      <Listed
        queryKey={['site-documents', site, channel.key]}
        load={(page) =>
          api(listSiteDocuments, { params: { site, channel: channel.key }, query: { ...page, limit: 10 } })
        }
        empty={t('sites.channelEmpty')}
      >
        {(items) => (
          <ul className="list">
            {items.map((item) => (
              <DocumentItem key={item.id} item={item} site={site} />
            ))}
          </ul>
        )}
      </Listed>
      <details>
        <summary>{t('sites.howToTake', { channel: nameOf(channel) })}</summary>
        <CodeBlock
          label={t('sites.byScript', { channel: nameOf(channel) })}
          code={`<script src="${location.origin}/embed/documents.js" data-site="${site}" data-channel="${channel.key}" async></script>`}
        />
        <CodeBlock label={t('sites.byCall', { channel: nameOf(channel) })} code={`${base}/documents\n${base}/feed`} />
      </details>
    </section>
  );
}
