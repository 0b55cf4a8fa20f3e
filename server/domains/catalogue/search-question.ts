import { latinWords, queryWords, quoted, readingsOf } from './search-words.ts';

const readingLimit = 32;

/** A question as two tsqueries: what finds it in a name, and what finds it anywhere. */
export interface Question {
  name: string;
  anywhere: string;
}

/**
 * The question that a text asks: each of its words must be found. A Chinese word is asked as it stands; a Latin one as the
 * beginning of pinyin, initials, an English word or an item's code; digits as the beginning of a code. Null when the text has no words.
 */
export function questionOf(text: string): Question | null {
  const code = codeIn(text);
  if (code) return { name: prefixed('c', code), anywhere: prefixed('c', code) };
  return wordsQuestion(text);
}

/** The same of a text that names no code: digits are words. */
export function wordsQuestion(text: string): Question | null {
  return allOf([...queryWords(text).map(hanTerm), ...latinWords(text).map(latinTerm)]);
}

/** The same question by sound: for characters that sound like those that were meant. Null without Chinese. */
export function sameSoundQuestion(text: string): Question | null {
  const words = queryWords(text);
  if (words.length === 0) return null;
  const names = readingsOf(words, readingLimit).map((spoken) => prefixed('y', spoken));
  const items = readingsOf(words, readingLimit).map((spoken) => prefixed('z', spoken));
  return { name: anyOf(names), anywhere: anyOf([...names, ...items]) };
}

/** A question for any of several Chinese words, where not all can be found. Null when there is only one word to ask. */
export function partialQuestion(text: string): Question | null {
  const words = queryWords(text).filter((word) => word.length > 1);
  if (words.length === 0 || queryWords(text).length < 2) return null;
  const terms = words.map(hanTerm);
  return { name: anyOf(terms.map(({ name }) => name)), anywhere: anyOf(terms.map(({ anywhere }) => anywhere)) };
}

function hanTerm(word: string): Question {
  return { name: quoted(`n:${word}`), anywhere: quoted(`a:${word}`) };
}

function latinTerm(word: string): Question {
  if (word.length === 1) return { name: quoted(`n:${word}`), anywhere: quoted(`a:${word}`) };
  return {
    name: anyOf([prefixed('n', word), prefixed('y', word)]),
    anywhere: anyOf([prefixed('a', word), prefixed('y', word), prefixed('z', word)]),
  };
}

/** A text that can only be the beginning of a resource code: 307001, 307001/0000, 307001-000001. */
function codeIn(text: string): string | null {
  const found = /^\s*([123]\d{2,25}(?:[/-]\d{0,20})?)\s*$/.exec(text);
  return found ? found[1]!.replace('-', '/') : null;
}

function allOf(terms: Question[]): Question | null {
  if (terms.length === 0) return null;
  return {
    name: terms.map(({ name }) => name).join(' & '),
    anywhere: terms.map(({ anywhere }) => anywhere).join(' & '),
  };
}

const prefixed = (place: string, text: string) => `${quoted(`${place}:${text}`)}:*`;
const anyOf = (terms: string[]) => (terms.length === 1 ? terms[0]! : `(${terms.join(' | ')})`);

/** How many letters must be added, dropped, changed or swapped with the next to make one word of another (optimal string alignment). */
export function editDistance(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[other.length]!;
}

/** How far a word of this length may be from the one that was meant. */
export function patience(word: string): number {
  return word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
}
