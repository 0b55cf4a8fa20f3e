import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const score = (description: string) => orNull(Type.Number({ minimum: 0, maximum: 1, description }));

export const qualityParts = ['completeness', 'validity', 'uniqueness', 'consistency', 'timeliness'] as const;
export type QualityPart = (typeof qualityParts)[number];

/** Longest time between two updates, days, of the cycles of the catalogue guide's list that set one. */
export const cycleDays: Readonly<Record<string, number>> = { '3': 1, '4': 7, '5': 31, '6': 92, '7': 184, '8': 366 };

/**
 * 1 while data are no older than their cycle; then it falls evenly to 0 at twice the cycle. Working-day cycles are given three
 * days of grace for a weekend. Null for cycles that set no day.
 */
export function timelinessOf(updateCycle: string | null, asOf: Date, now: Date): number | null {
  const days = cycleDays[updateCycle ?? ''];
  if (days === undefined) return null;
  const limit = updateCycle === '3' ? days + 3 : days;
  const age = (now.getTime() - asOf.getTime()) / 86_400_000;
  return Math.max(0, Math.min(1, 2 - age / limit));
}

/** The mean of the scores that apply; null when none does. */
export function overallOf(scores: readonly (number | null)[]): number | null {
  const known = scores.filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
}

const Quality = Type.Object(
  {
    resourceId: Type.String(),
    resourceName: Type.String(),
    providerId: Type.String(),
    providerName: Type.String(),
    version: Type.Integer({ description: 'That was measured; the one that serves, a few minutes after it came' }),
    rowCount: Type.Integer(),
    asOf: Type.String({ format: 'date-time' }),
    completeness: score('Filled cells / cells of the rows that serve'),
    validity: score('Rows of the last file without a fault of form / rows'),
    uniqueness: score('Rows of the last file whose key came once / rows'),
    consistency: score('Rows of the last file that agree with code lists, check digits and the calendar / rows'),
    timeliness: score('1 within the declared cycle, falling evenly to 0 at twice the cycle'),
    overall: score('Mean of those that apply'),
  },
  strict,
);

export const listQuality = endpoint({
  operationId: 'listLibraryQuality',
  method: 'GET',
  path: '/api/v1/library/quality',
  tag: 'Library',
  summary: 'Quality of what serves, by resource: of your own agency, or of all for operator and supervisor',
  access: ['steward', 'operator', 'supervisor'],
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    resource: Type.Optional(Type.String({ format: 'uuid' })),
    provider: Type.Optional(Type.String({ format: 'uuid' })),
  }),
  reply: pageOf(Quality),
});

export type Quality = Static<typeof Quality>;
