import type { Platform } from '../../platform/platform.ts';
import { lexemesOfText, vectorText } from '../catalogue/index.ts';
import { putLexemes, unindexedShown } from './store-shown.ts';

/** The index of a document: its title by words and by sound, its words by themselves. */
export function lexemesOf({ title, titleEn, words }: { title: string; titleEn: string | null; words: string }): string {
  return vectorText(lexemesOfText([title, titleEn], words));
}

/** Indexes what a version before this one showed. */
export async function indexShown({ db }: Platform): Promise<void> {
  for (;;) {
    const rows = await unindexedShown(db, 100);
    if (rows.length === 0) return;
    for (const row of rows) await putLexemes(db, row.documentId, lexemesOf(row));
  }
}
