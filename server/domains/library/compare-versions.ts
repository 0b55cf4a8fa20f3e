import { maskValue } from '../../../contracts/mask-value.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from '../catalogue/index.ts';
import { compareRows, type RowChange } from './store-compare.ts';
import { versionOf } from './store-versions.ts';

export interface Comparison {
  added: number;
  changed: number;
  removed: number;
  rows: RowChange[];
}

/**
 * What was added, changed and removed from one version of a resource to another, row by row by key, with the first few of
 * each kind; personal values are masked. Throws `not-found`, `version-gone`.
 */
export async function compareVersions(
  platform: Platform,
  resource: Resource,
  from: number,
  to: number,
): Promise<Comparison> {
  const [before, after] = await Promise.all([from, to].map((version) => versionOf(platform.db, resource.id, version)));
  if (!before || !after) throw new DomainError('not-found');
  for (const { version, kept } of [before, after]) if (!kept) throw new DomainError('version-gone', { version });
  const found = await compareRows(platform.db, resource, before, after);
  const hidden = resource.items.map(({ sensitivity }) => sensitivity !== 'none');
  const masked = (row: (string | null)[] | null) =>
    row === null ? null : row.map((value, at) => (value !== null && hidden[at] ? maskValue(value) : value));
  return {
    ...found,
    rows: found.rows.map(({ change, before, after }) => ({ change, before: masked(before), after: masked(after) })),
  };
}
