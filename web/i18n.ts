import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './locales/en.json' with { type: 'json' };
import zh from './locales/zh-CN.json' with { type: 'json' };

const kept = localStorage.getItem('legwork.language');
const preferred = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? 'zh-CN';

/** zh-CN first; the reader's own choice is kept on their device. */
export const i18n = createInstance();
void i18n.use(initReactI18next).init({
  lng: kept === 'en' || kept === 'zh-CN' ? kept : preferred.toLowerCase().startsWith('en') ? 'en' : 'zh-CN',
  fallbackLng: false,
  resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
  interpolation: { escapeValue: false },
});
document.documentElement.lang = i18n.language;
i18n.on('languageChanged', (language) => {
  localStorage.setItem('legwork.language', language);
  document.documentElement.lang = language;
});
