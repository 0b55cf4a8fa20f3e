import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getResource } from '../../contracts/catalogue.ts';
import { listClients } from '../../contracts/identity.ts';
import { sandboxSubjects } from '../../contracts/sandbox-subjects.ts';
import { type Grant, listGrants } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { SelectField } from '../ui/fields.tsx';
import { Empty, Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { exampleCode } from './example-code.ts';
import { type ExamplesSearch, exampleLanguages } from './examples-search.ts';

/** A call of each grant that runs as it stands, in four languages; of the sandbox first, then of a real subject. */
export function ExamplesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['developer']} title={t('examples.title')}>
      <ConsolePage
        title={t('examples.title')}
        lead={t('examples.lead')}
        actions={<a href="/docs/api">{t('nav.api')}</a>}
      >
        <Examples />
      </ConsolePage>
    </SignedIn>
  );
}

function Examples() {
  const { t } = useTranslation();
  const grants = useQuery({
    queryKey: ['grants', 'held'],
    queryFn: () => api(listGrants, { query: { side: 'outgoing', limit: 200 } }),
  });
  const clients = useQuery({
    queryKey: ['clients', 'all'],
    queryFn: () => api(listClients, { query: { limit: 200 } }),
  });
  const fault = grants.error ?? clients.error;
  if (fault) return <Fault error={fault} onRetry={() => void Promise.all([grants.refetch(), clients.refetch()])} />;
  if (!grants.data || !clients.data) return <Loading lines={10} />;
  const held = grants.data.items.filter((grant) => grant.state === 'active' && grant.resource.code !== null);
  const live = clients.data.items.filter((client) => client.revokedAt === null);
  if (held.length === 0)
    return (
      <Empty action={<Link to="/agency/catalogue">{t('examples.toCatalogue')}</Link>}>{t('examples.noGrant')}</Empty>
    );
  if (live.length === 0)
    return <Empty action={<Link to="/agency/clients">{t('examples.toClients')}</Link>}>{t('examples.noClient')}</Empty>;
  return <Chosen grants={held} clients={live} />;
}

function Chosen({
  grants,
  clients,
}: {
  grants: Grant[];
  clients: { clientId: string; name: string; authentication: string }[];
}) {
  const { t } = useTranslation();
  const nameOf = useName();
  const search = useSearch({ from: '/agency/examples' });
  const change = useChangeSearch<ExamplesSearch>();
  const grant = grants.find(({ number }) => number === search.grant) ?? grants[0]!;
  const client = clients.find(({ clientId }) => clientId === search.client) ?? clients[0]!;
  const language = search.language ?? 'curl';
  const resource = useQuery({
    queryKey: ['resource', grant.resource.id],
    queryFn: () => api(getResource, { params: { id: grant.resource.id } }),
  });
  const kind = resource.data?.subjectKind ?? 'person';
  const signs = client.authentication === 'private_key_jwt';
  return (
    <>
      <div className="fields">
        <SelectField
          id="example-grant"
          label={t('examples.grant')}
          value={grant.number}
          options={grants.map((each) => ({
            value: each.number,
            label: [nameOf(each.resource), each.purpose && nameOf(each.purpose), each.number]
              .filter(Boolean)
              .join(' · '),
          }))}
          onChange={(event) => change({ grant: event.target.value })}
        />
        <SelectField
          id="example-client"
          label={t('examples.client')}
          value={client.clientId}
          options={clients.map((each) => ({ value: each.clientId, label: `${each.name} (${each.clientId})` }))}
          onChange={(event) => change({ client: event.target.value })}
        />
        <SelectField
          id="example-subject"
          label={t('examples.subject')}
          value={search.real ? 'real' : 'sandbox'}
          options={(['sandbox', 'real'] as const).map((value) => ({ value, label: t(`examples.subjects.${value}`) }))}
          onChange={(event) => change({ real: event.target.value === 'real' || undefined })}
        />
      </div>
      <nav className="tabs" aria-label={t('examples.language')}>
        {exampleLanguages.map((each) => (
          <Link
            key={each}
            to="/agency/examples"
            search={{ ...search, language: each }}
            aria-current={each === language ? 'page' : undefined}
            replace
          >
            {t(`examples.languages.${each}`)}
          </Link>
        ))}
      </nav>
      {resource.isError && <Fault error={resource.error} onRetry={() => void resource.refetch()} />}
      <CodeBlock
        label={t(`examples.languages.${language}`)}
        code={exampleCode(language, {
          node: location.origin,
          clientId: client.clientId,
          signs,
          resource: grant.resource.code!,
          items: grant.items.map(({ code }) => code),
          // One without a purpose serves any of the agency’s own.
          purpose: grant.purpose?.key ?? 'PURPOSE',
          subject: search.real ? null : sandboxSubjects(kind)[0]!,
        })}
      />
      <p className="quiet">
        {t(signs ? 'examples.keyFile' : 'examples.secretVariable', { file: `${client.clientId}.jwk` })}
      </p>
      {language === 'typescript' || language === 'java' ? (
        <p className="quiet">{t(`examples.package.${language}`)}</p>
      ) : (
        !search.real || <p className="quiet">{t('examples.verify')}</p>
      )}
      {search.real ? (
        <Note tone="wait">
          <p>{t('examples.realNote')}</p>
        </Note>
      ) : (
        <section className="section" aria-labelledby="sandbox">
          <h2 id="sandbox">{t('examples.sandbox')}</h2>
          <p>{t('examples.sandboxText')}</p>
          <Facts
            rows={[
              [
                t('examples.sandboxSubjects'),
                <span key="subjects" className="code">
                  {sandboxSubjects(kind).slice(0, -1).join(' ')}
                </span>,
              ],
              [
                t('examples.sandboxNone'),
                <span key="none" className="code">
                  {sandboxSubjects(kind).at(-1)}
                </span>,
              ],
            ]}
          />
        </section>
      )}
    </>
  );
}
