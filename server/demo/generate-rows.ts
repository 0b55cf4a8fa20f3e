/** A record of a resource, by item code. */
export type Row = Record<string, string | number | boolean | null>;

/** What can be wrong with a planted faulty row. */
export const faultKinds = [
  'wrongCheckDigit',
  'impossibleDate',
  'missingRequired',
  'unknownCode',
  'tooLong',
  'duplicateKey',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One row of the world, of which resource, and what is wrong with it (in `item`; '' for the row as a whole). */
export interface WorldRow {
  resource: string;
  row: Row;
  fault: { kind: FaultKind; item: string } | null;
}
