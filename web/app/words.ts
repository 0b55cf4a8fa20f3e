import { useTranslation } from 'react-i18next';

interface Words {
  zh: string;
  en: string;
}

/** Picks the reader's language out of words that came from the server in both. */
export function useSay(): (words: Words) => string {
  const { i18n } = useTranslation();
  return (words) => (i18n.language === 'en' ? words.en : words.zh);
}

/** An agency by the name that the reader can read; the Chinese name when it has no other. */
export function useAgencyName(): (agency: { name: string; nameEn?: string | null }) => string {
  const { i18n } = useTranslation();
  return (agency) => (i18n.language === 'en' && agency.nameEn ? agency.nameEn : agency.name);
}
