import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import firstWords from './locales/zh-CN/common.json' with { type: 'json' };

type Language = 'zh-CN' | 'en';
/** Whose pages say these words; `common` is for what stands on every page, and the front page. */
export type WordsPart = 'common' | 'citizen' | 'agency' | 'sharing' | 'operator' | 'documents' | 'showcase';

const files = import.meta.glob<{ default: object }>(['./locales/*/*.json', '!./locales/zh-CN/common.json']);
const kept = localStorage.getItem('legwork.language');
const preferred = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? 'zh-CN';
/** What the pages that were opened need, whatever the language. */
const parts = new Set<WordsPart>();
/** The files that were read. */
const here = new Set(['./locales/zh-CN/common.json']);

/**
 * zh-CN first; the reader's own choice is kept on their device. What stands on every page comes with the script in the language
 * that most read; all else is downloaded as it is needed.
 */
export const i18n = createInstance();

/** Resolves once the words of these parts are here, in the reader's language. */
export async function loadWords(...wanted: WordsPart[]): Promise<void> {
  for (const part of wanted) parts.add(part);
  await loadParts(i18n.language as Language);
}

async function loadParts(language: Language): Promise<void> {
  const paths = [...parts].map((part) => `./locales/${language}/${part}.json`).filter((path) => !here.has(path));
  await Promise.all(
    paths.map(async (path) => {
      i18n.addResourceBundle(language, 'translation', (await files[path]!()).default, true, true);
      here.add(path);
    }),
  );
}

// Before init, which tells of the first language at once.
i18n.on('languageChanged', (language) => {
  document.documentElement.lang = language;
});

/** Resolves once the words that stand on every page are here. */
export const i18nReady = i18n
  .use(initReactI18next)
  .init({
    lng: kept === 'en' || kept === 'zh-CN' ? kept : preferred.toLowerCase().startsWith('en') ? 'en' : 'zh-CN',
    fallbackLng: false,
    load: 'currentOnly',
    // Known outright, else the first paint waits a turn for nothing.
    initAsync: false,
    resources: { 'zh-CN': { translation: firstWords } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  .then(() => loadWords('common'));

/** Changes the language at the reader's wish, and keeps it on their device. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem('legwork.language', language);
  await loadParts(language);
  await i18n.changeLanguage(language);
}
