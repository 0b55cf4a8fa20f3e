import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { pinyin } from 'pinyin-pro';

/**
 * How text becomes lexemes. A lexeme begins with the place that it stands for, so that a name is told from an item without
 * weights, which a GIN index does not hold:
 * `n:` word of the name, `a:` word of anything, `y:` pinyin of the name, `z:` pinyin of an item, `c:` the entry's code.
 * Pinyin is kept from each character to the end of its text, in full and as initials, so that a prefix search finds what is typed
 * from anywhere on: 人口基础信息 is found by renkouji, jichu, rkjc and jcxx.
 */

let jieba: Jieba | undefined;
const cut = (): Jieba => (jieba ??= Jieba.withDict(dict));

const han = /\p{Script=Han}+/gu;
const latin = /[a-z0-9]+/g;
/** What a lexeme may hold at most, characters; PostgreSQL's own limit is 2,046 bytes. */
const lexemeLimit = 60;
/** What the lexemes of one text may hold, bytes: a tsvector takes 1 MiB. No text that means something has so many words. */
const textLimit = 700_000;
const remembered = 200_000;

/** The Chinese words of a text for an index: long words and the words in them, and each character by itself. */
function indexWords(text: string): string[] {
  return [...text.matchAll(han)].flatMap(([run]) => [...cut().cutForSearch(run, true), ...run]);
}

/** The Chinese words of a question: without overlap, because each must be found. */
export function queryWords(text: string): string[] {
  return [...text.matchAll(han)].flatMap(([run]) => cut().cut(run, true));
}

export function latinWords(text: string): string[] {
  return text.toLowerCase().match(latin) ?? [];
}

const sounds = new Map<string, readonly string[]>();

/** A word's syllables in pinyin without tones: 户籍 is hu, ji. The word is the unit, so that 重庆 is chongqing. */
export function syllablesOf(word: string): readonly string[] {
  let syllables = sounds.get(word);
  if (!syllables) {
    syllables = pinyin(word, { toneType: 'none', type: 'array', v: true }).map((each) => each.toLowerCase());
    if (sounds.size >= remembered) sounds.clear();
    sounds.set(word, syllables);
  }
  return syllables;
}

/** How a text of Chinese words may be read aloud, the usual reading first: a character that was meant for another has readings of its own. */
export function readingsOf(words: readonly string[], most: number): string[] {
  let readings = [''];
  for (const character of words.join('')) {
    const sounds = new Set(pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true }));
    readings = readings.flatMap((before) => [...sounds].map((sound) => before + sound.toLowerCase())).slice(0, most);
  }
  return [...new Set([words.flatMap(syllablesOf).join(''), ...readings])];
}

interface TextLexemes {
  words: string[];
  sounds: string[];
  /** Whole words by sound and in English, which a misspelt word is held against. */
  spellings: string[];
}

const texts = new Map<string, TextLexemes>();

function lexemesOf(text: string): TextLexemes {
  let known = texts.get(text);
  if (!known) {
    const spoken = queryWords(text).flatMap(syllablesOf);
    const initials = spoken.map((syllable) => syllable.charAt(0));
    const tails = (parts: readonly string[]) =>
      parts.map((_, from) => parts.slice(from).join('').slice(0, lexemeLimit));
    const english = latinWords(text).map((word) => word.slice(0, lexemeLimit));
    known = {
      words: [...new Set([...indexWords(text), ...english])],
      sounds: [...new Set([...tails(spoken), ...tails(initials)])],
      spellings: [
        ...new Set([
          ...indexWords(text)
            .filter((word) => word.length > 1)
            .map((word) => syllablesOf(word).join('')),
          ...english.filter((word) => /^[a-z]{4,}$/.test(word)),
        ]),
      ].filter((word) => word.length >= 3 && word.length <= 30),
    };
    if (texts.size >= remembered) texts.clear();
    texts.set(text, known);
  }
  return known;
}

export interface Searchable {
  code: string | null;
  name: string;
  nameEn: string | null;
  summary: string;
  providerName: string;
  className: string;
  items: readonly { code: string; name: string; nameEn: string | null }[];
}

export interface SearchDocument {
  lexemes: string[];
  spellings: string[];
}

/** All lexemes of an entry, and the spellings that it adds. */
export function documentOf(entry: Searchable): SearchDocument {
  const lexemes = new Set<string>();
  const spellings = new Set<string>();
  const add = (text: string | null, place: 'name' | 'item' | 'other') => {
    if (!text) return;
    const { words, sounds, spellings: spelt } = lexemesOf(text);
    for (const word of words) {
      lexemes.add(`a:${word}`);
      if (place === 'name') lexemes.add(`n:${word}`);
    }
    if (place === 'other') return;
    for (const sound of sounds) lexemes.add(`${place === 'name' ? 'y' : 'z'}:${sound}`);
    for (const each of spelt) spellings.add(each);
  };
  add(entry.name, 'name');
  add(entry.nameEn, 'name');
  add(entry.summary, 'other');
  add(entry.providerName, 'other');
  add(entry.className, 'other');
  if (entry.code) lexemes.add(`c:${entry.code}`);
  for (const item of entry.items) {
    add(item.name, 'item');
    add(item.nameEn, 'other');
    lexemes.add(`a:${item.code.toLowerCase()}`);
  }
  return { lexemes: [...lexemes], spellings: [...spellings] };
}

/** Lexemes of a text that has names: these by words and by sound, the text by its words alone. */
export function lexemesOfText(names: readonly (string | null)[], text: string): string[] {
  const lexemes = new Set<string>();
  for (const name of names) {
    if (!name) continue;
    const { words, sounds } = lexemesOf(name);
    for (const word of words) lexemes.add(`a:${word}`).add(`n:${word}`);
    for (const sound of sounds) lexemes.add(`y:${sound}`);
  }
  let bytes = 0;
  for (const word of [...indexWords(text), ...latinWords(text)]) {
    const lexeme = `a:${word.slice(0, lexemeLimit)}`;
    if (lexemes.has(lexeme)) continue;
    bytes += Buffer.byteLength(lexeme);
    if (bytes > textLimit) break;
    lexemes.add(lexeme);
  }
  return [...lexemes];
}

/** The text of a tsvector with these lexemes. */
export function vectorText(lexemes: readonly string[]): string {
  return lexemes.map((lexeme) => quoted(lexeme)).join(' ');
}

export function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
