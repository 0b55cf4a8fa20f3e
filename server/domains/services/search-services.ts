import { pinyin } from 'pinyin-pro';

/** What of a service item is searched; the title counts most. */
export interface SearchedService {
  title: { zh: string; en: string };
  summary: { zh: string; en: string };
  topics: readonly { zh: string; en: string }[];
  agency: { name: string; nameEn: string | null };
  code: string;
}

/**
 * The services that each word of a question is found in, those found by their title first, otherwise in the order given.
 * A word is a piece of the text in either language, or of the title's sound from any syllable on, in full or as initials:
 * 新生儿参保登记 is found by 新生儿, newborn, xinsheng, xsecb and canbao.
 */
export function searchServices<T extends SearchedService>(services: readonly T[], question: string): T[] {
  const words = wordsOf(question);
  return services
    .map((service) => ({ service, rank: Math.min(...words.map((word) => rankOf(service, word))) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ service }) => service);
}

/** Input methods part syllables by an apostrophe while one types. */
function wordsOf(question: string): string[] {
  return question.normalize('NFKC').toLowerCase().replace(/['’]/g, '').split(/\s+/).filter(Boolean);
}

function rankOf({ title, summary, topics, agency, code }: SearchedService, word: string): number {
  if (title.zh.toLowerCase().includes(word) || title.en.toLowerCase().includes(word)) return 3;
  if (/^[a-z]+$/.test(word) && soundsOf(title.zh).some((sound) => sound.startsWith(word))) return 2;
  const text = [summary.zh, summary.en, ...topics.flatMap(({ zh, en }) => [zh, en]), agency.name, agency.nameEn, code];
  return text.join('\n').toLowerCase().includes(word) ? 1 : 0;
}

const known = new Map<string, string[]>();

/** A title's sound from each syllable on: in full without tones, and by initials. pinyin-pro segments first: 重庆 is chongqing. */
function soundsOf(title: string): string[] {
  let sounds = known.get(title);
  if (!sounds) {
    const syllables = pinyin(title, { toneType: 'none', type: 'array', v: true, nonZh: 'removed' });
    const initials = syllables.map((syllable) => syllable.charAt(0));
    sounds = syllables.flatMap((_, at) => [syllables.slice(at).join(''), initials.slice(at).join('')]);
    known.set(title, sounds);
  }
  return sounds;
}
