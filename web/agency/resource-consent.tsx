import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResourceDetail } from '../../contracts/catalogue.ts';
import { getConsentRule, putConsentRule } from '../../contracts/consents.ts';
import { resourceCodeToPath } from '../../contracts/resource-code.ts';
import { api } from '../api.ts';
import { useConfirm } from '../ui/dialog.tsx';
import { TextArea } from '../ui/fields.tsx';
import { Button, Fault, Loading, Note } from '../ui/parts.tsx';

/** Whether each read needs the consent of the person (个人信息保护法 art. 13, 14, 23); its steward marks it, citing the law. */
export function ResourceConsent({ resource, own }: { resource: ResourceDetail; own: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, ask] = useConfirm();
  const [editing, setEditing] = useState(false);
  const [law, setLaw] = useState('');
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const params = { code: resourceCodeToPath(resource.code!) };
  const queryKey = ['consent-rule', resource.id];
  const found = useQuery({ queryKey, queryFn: () => api(getConsentRule, { params }) });
  const put = async (legalBasis: string | null) => {
    setError(null);
    try {
      queries.setQueryData(queryKey, await api(putConsentRule, { params, body: { legalBasis } }));
      setEditing(false);
    } catch (fault) {
      setError(fault);
    }
  };
  const marked = found.data?.legalBasis;
  if (found.data && !marked && !own) return null;
  return (
    <section className="section" aria-labelledby="consent">
      <h2 id="consent">{t('resource.consent.title')}</h2>
      {found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading lines={2} />
      ) : marked ? (
        <Note>
          <p>{t('resource.consent.needed', { law: marked })}</p>
        </Note>
      ) : (
        <p>{t('resource.consent.notNeeded')}</p>
      )}
      {editing && (
        <TextArea
          id="consent-law"
          label={t('resource.consent.law')}
          help={t('resource.consent.lawHelp')}
          rows={2}
          maxLength={500}
          value={law}
          fault={tried && !law.trim() ? t('fault.required') : undefined}
          onChange={(event) => setLaw(event.target.value)}
        />
      )}
      {error !== null && <Fault error={error} />}
      {own && found.data && (
        <div className="actions">
          {marked ? (
            <Button
              onClick={async () => {
                const question = {
                  title: t('resource.consent.unmark'),
                  text: t('resource.consent.unmarkSure'),
                  action: t('resource.consent.unmark'),
                };
                if (await ask(question)) await put(null);
              }}
            >
              {t('resource.consent.unmark')}
            </Button>
          ) : editing ? (
            <>
              <Button
                kind="primary"
                onClick={() => {
                  setTried(true);
                  if (law.trim()) void put(law.trim());
                }}
              >
                {t('resource.consent.confirm')}
              </Button>
              <Button kind="text" onClick={() => setEditing(false)}>
                {t('console.cancel')}
              </Button>
            </>
          ) : (
            <Button onClick={() => setEditing(true)}>{t('resource.consent.mark')}</Button>
          )}
        </div>
      )}
      {asking}
    </section>
  );
}
