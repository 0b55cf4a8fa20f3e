import { createHash } from 'node:crypto';
import { parseCitizenId } from '../../../contracts/citizen-id.ts';
import { sandboxSubjectCount, sandboxSubjects } from '../../../contracts/sandbox-subjects.ts';
import type { Item } from '../catalogue/index.ts';

export interface SandboxQuestion {
  subject: string;
  /** Items in which the subject's own number stands. */
  match: readonly string[];
  items: readonly Item[];
  /** Codes of the lists that items have, by list. */
  codes: ReadonlyMap<string, readonly string[]>;
}

/**
 * What the sandbox holds of one of its subjects: one record, or none of the last. Each value is made from the item's definition and the
 * subject alone, so that the same question has the same answer. Pure: no row of the library has a part in it.
 */
export function sandboxRows(
  kind: 'person' | 'organisation' | 'none' | null,
  { subject, match, items, codes }: SandboxQuestion,
): Record<string, unknown>[] {
  const place = sandboxSubjects(kind).indexOf(subject);
  if (place < 0 || place === sandboxSubjectCount - 1) return [];
  return [
    Object.fromEntries(
      items.map((item) => [
        item.code,
        match.includes(item.code) ? subject : madeValue(item, seedOf(subject, item.code), place, subject, codes),
      ]),
    ),
  ];
}

function madeValue(
  item: Item,
  seed: number,
  place: number,
  subject: string,
  codes: ReadonlyMap<string, readonly string[]>,
): unknown {
  if (item.check === 'citizenId') return sandboxSubjects('person')[(place + 1) % (sandboxSubjectCount - 1)];
  if (item.check === 'creditCode') return sandboxSubjects('organisation')[place];
  const listed = item.codeList === null ? undefined : codes.get(item.codeList);
  if (listed && listed.length > 0) return listed[seed % listed.length];
  const day = dayOf(seed, subject);
  switch (item.type) {
    case 'D':
      return day;
    case 'T':
      return `${day}T0${seed % 10}:00:00.000Z`;
    case 'L':
      return seed % 2 === 0;
    case 'I':
      return seed % 10 ** Math.min(item.length ?? 4, 4);
    case 'N':
    case 'Y':
      // As text, like the library answers them, so that no digit is lost.
      return ((seed % 100_000) / 100).toFixed(item.precision ?? 2);
    case 'B':
    case 'F':
      return (seed % 100_000) / 100;
    default:
      return `示例${item.name}${place + 1}`.slice(0, item.length ?? 100);
  }
}

/** A day after the subject's birth. */
function dayOf(seed: number, subject: string): string {
  const born = parseCitizenId(subject)?.birthDate ?? '1990-01-01';
  return new Date(Date.parse(born) + (seed % 300) * 86_400_000).toISOString().slice(0, 10);
}

function seedOf(subject: string, item: string): number {
  return createHash('sha256').update(`${subject} ${item}`).digest().readUInt32BE();
}
