import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.tsx';
import { Fault } from '../ui/parts.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.title')}>
      <p>{t('notFound.text')}</p>
      <p>
        <Link to="/">{t('notFound.front')}</Link>
      </p>
    </Page>
  );
}

/** A page that broke, or whose script could not be fetched. */
export function PageFault({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Page title={t('pageFault.title')}>
      <Fault error={error} onRetry={() => window.location.reload()} />
    </Page>
  );
}
