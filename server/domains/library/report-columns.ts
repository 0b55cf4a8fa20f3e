import type { Item } from '../../../contracts/catalogue.ts';

const reportNames = ['行号', '信息项', '原因'];

/**
 * The columns that a file of rejects has behind those that were sent; another name where an item has that one. A mended file still
 * carries them: they are passed over.
 */
export function reportColumns(items: readonly Pick<Item, 'name' | 'code'>[]): string[] {
  return reportNames.map((name) => (items.some((item) => item.name === name) ? `错误${name}` : name));
}
