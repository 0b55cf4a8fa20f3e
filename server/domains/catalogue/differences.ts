import type { Difference, Item } from '../../../contracts/catalogue.ts';
import { fieldsOnly, type ResourceFields } from './resource.ts';
import type { CompletenessFault } from './resource-completeness.ts';

/**
 * What differs between two editions, in the order of the form. Items are told apart by code: `/items/CODE` when one came
 * or went, `/items/CODE/member` when it changed.
 */
export function differences(before: ResourceFields, after: ResourceFields): Difference[] {
  const found: Difference[] = [];
  // Only what the entry says: an entry as stored carries its state and times too.
  for (const field of Object.keys(fieldsOnly(after)) as (keyof ResourceFields)[]) {
    if (field === 'items') continue;
    push(found, `/${field}`, before[field], after[field]);
  }
  const old = new Map(before.items.map((item) => [item.code, item]));
  const now = new Map(after.items.map((item) => [item.code, item]));
  for (const code of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(code);
    const is = now.get(code);
    if (!was || !is) push(found, `/items/${code}`, was?.name, is?.name);
    else
      for (const member of Object.keys(is) as (keyof Item)[])
        push(found, `/items/${code}/${member}`, was[member], is[member]);
  }
  return found;
}

function push(found: Difference[], field: string, before: unknown, after: unknown): void {
  const [was, is] = [textOf(before), textOf(after)];
  if (was !== is) found.push({ field, before: was, after: is });
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * What a change may not do, because records, grants and calls rest on it: give an item another type, or name another key,
 * subject or guardian. Such an entry is retired, and its successor registered.
 */
export function structureFaults(before: ResourceFields, after: ResourceFields): CompletenessFault[] {
  const faults: CompletenessFault[] = [];
  for (const field of ['subjectKind', 'subjectItem', 'guardianItems', 'keyItems'] as const)
    if (textOf(before[field]) !== textOf(after[field])) faults.push({ field: `/${field}`, fault: 'structureFixed' });
  after.items.forEach((item, index) => {
    const was = before.items.find(({ code }) => code === item.code);
    if (was && was.type !== item.type)
      faults.push({ field: `/items/${index}/type`, fault: 'itemTypeFixed', details: { item: item.code } });
  });
  return faults;
}
