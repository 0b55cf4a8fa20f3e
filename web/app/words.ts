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

interface Named {
  name: string;
  nameEn?: string | null;
}

interface Titled {
  title: string;
  titleEn?: string | null;
}

/** The name of an agency, a resource, an item, a region or a purpose in the reader's language; the Chinese one when it has no other. */
export function useName(): (named: Named | Titled) => string {
  const { i18n } = useTranslation();
  const english = i18n.language === 'en';
  return (named) => {
    const [own, other] = 'title' in named ? [named.title, named.titleEn] : [named.name, named.nameEn];
    return (english && other) || own;
  };
}

interface Source {
  resourceName: string;
  resourceNameEn?: string | null;
  agency: string;
  agencyEn?: string | null;
}

/** Where a case's value came from, in the reader's language. */
export function useSourceNames(): (source: Source) => { resource: string; agency: string } {
  const nameOf = useName();
  return (source) => ({
    resource: nameOf({ name: source.resourceName, nameEn: source.resourceNameEn ?? null }),
    agency: nameOf({ name: source.agency, nameEn: source.agencyEn ?? null }),
  });
}
