import type { Db } from '../../platform/database.ts';
import { sameSoundQuestion, wordsQuestion } from '../catalogue/index.ts';
import { answersAny } from './store-shown.ts';

/**
 * What a text asks of documents, as a tsquery: each of its words, Chinese ones as they are cut, Latin ones as the beginning of
 * pinyin, initials or a word; where nothing answers that, titles that sound the same. Null when it has no words.
 */
export async function questionFor(db: Db, text: string): Promise<string | null> {
  const asked = wordsQuestion(text)?.anywhere ?? null;
  if (asked === null || (await answersAny(db, asked))) return asked;
  const spoken = sameSoundQuestion(text)?.anywhere;
  return spoken !== undefined && (await answersAny(db, spoken)) ? spoken : asked;
}
