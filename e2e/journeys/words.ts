import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages' own words in a language: `say('show.title')`; blanks are filled, those not given match anything. */
export function wordsOf(language: 'zh-CN' | 'en') {
  const parts = ['common', 'citizen', 'agency'].map((part) =>
    JSON.parse(readFileSync(join(import.meta.dirname, `../../web/locales/${language}/${part}.json`), 'utf8')),
  );
  const find = (key: string): string => {
    for (const part of parts) {
      const found = key.split('.').reduce((tree, name) => tree?.[name], part);
      if (typeof found === 'string') return found;
    }
    throw new Error(`no words for ${key}`);
  };
  return {
    say: find,
    /** As a pattern in which each blank is what is given, or anything. */
    like: (key: string, blanks: Record<string, string> = {}) =>
      new RegExp(
        find(key)
          .split(/(\{\{\w+\}\})/)
          .map((part) => {
            const [, blank] = /^\{\{(\w+)\}\}$/.exec(part) ?? [];
            if (blank === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
            return blanks[blank] ?? '.+';
          })
          .join(''),
      ),
  };
}
