import { type BackendModule, createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';

const kept = localStorage.getItem('legwork.language');
const preferred = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? 'zh-CN';

/** A reader downloads the words of their own language only. */
const words: BackendModule = {
  type: 'backend',
  init: () => undefined,
  // i18next waits for the promise of a function of two parameters; one of three would get a callback.
  read: async (language, _namespace) =>
    (language === 'en' ? await import('./locales/en.json') : await import('./locales/zh-CN.json')).default,
};

/** zh-CN first; the reader's own choice is kept on their device. */
export const i18n = createInstance();

/** Resolves once the words are here. */
export const i18nReady = i18n
  .use(words)
  .use(initReactI18next)
  .init({
    lng: kept === 'en' || kept === 'zh-CN' ? kept : preferred.toLowerCase().startsWith('en') ? 'en' : 'zh-CN',
    fallbackLng: false,
    load: 'currentOnly',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });

i18n.on('languageChanged', (language) => {
  document.documentElement.lang = language;
});

/** Changes the language at the reader's wish, and keeps it on their device. */
export async function chooseLanguage(language: 'zh-CN' | 'en'): Promise<void> {
  localStorage.setItem('legwork.language', language);
  await i18n.changeLanguage(language);
}
