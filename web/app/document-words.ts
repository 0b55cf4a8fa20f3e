import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listDocumentClasses } from '../../contracts/documents.ts';
import { api } from '../api.ts';

/** The classes of documents as choices, in the reader's language. */
export function useDocumentClasses(): { value: string; label: string }[] {
  const { i18n } = useTranslation();
  const classes = useQuery({
    queryKey: ['document-classes'],
    queryFn: () => api(listDocumentClasses),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (classes.data?.items ?? []).map(({ code, name, nameEn }) => ({
    value: code,
    label: i18n.language === 'en' ? nameEn : name,
  }));
}
