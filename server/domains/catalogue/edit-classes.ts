import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { classes, classInUse, deleteClassRow, putClasses } from './store-vocabulary.ts';

/**
 * The class above a code: of 目 the 项, of 项 the 类, of a 细目 the longest code that stands before it. Null for a 类.
 * (政务信息资源目录编制指南: 类 1 digit, 项 2, 目 3, 细目 any.)
 */
export function parentOf(code: string, known: readonly string[]): string | null | undefined {
  if (code.length === 1) return null;
  const length = code.length === 3 ? 1 : code.length === 6 ? 3 : null;
  const fits = (candidate: string) =>
    code.startsWith(candidate) &&
    (length === null ? candidate.length >= 6 && candidate.length < code.length : candidate.length === length);
  return known.filter(fits).sort((one, other) => other.length - one.length)[0];
}

/** Adds or renames a class. Throws `classification-unknown` when the class above it does not stand. */
export async function keepClass(
  platform: Platform,
  code: string,
  { name, nameEn }: { name: string; nameEn?: string | null | undefined },
): Promise<void> {
  const known = (await classes(platform.db)).map((each) => each.code);
  const parentCode = parentOf(code, known);
  if (parentCode === undefined) throw new DomainError('classification-unknown', { code });
  await putClasses(platform.db, [{ code, parentCode, name: name.trim(), nameEn: nameEn?.trim() || null }]);
}

/** Takes a class away. Throws `not-found`, and `class-in-use`: a class that gave a code stays, so that none is given twice. */
export async function dropClass(platform: Platform, code: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const use = await classInUse(tx, code);
    if (use === undefined) throw new DomainError('not-found');
    if (use) throw new DomainError('class-in-use', { code });
    await deleteClassRow(tx, code);
  });
}
