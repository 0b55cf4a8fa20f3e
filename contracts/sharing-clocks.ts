import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';

const ClockRule = Type.Object({
  rule: Type.String(),
  workingDays: Type.Integer(),
  meaning: Type.String(),
  meaningEn: Type.String(),
  article: Type.String({ description: 'The act that sets the limit' }),
  certain: Type.Boolean({ description: 'False: the limit is the platform’s own, or its article was not read' }),
});

export const SharingClocks = Type.Object({
  chosen: Type.Union([Type.String(), Type.Null()], { description: 'Key of the rule set that new requests run under' }),
  ruleSets: Type.Array(
    Type.Object({
      key: Type.String(),
      title: Type.String(),
      titleEn: Type.String(),
      inForceFrom: Type.String({ format: 'date' }),
      rules: Type.Array(ClockRule),
    }),
    { description: 'The newest first' },
  ),
});
export type SharingClocks = Static<typeof SharingClocks>;

export const getSharingClocks = endpoint({
  operationId: 'getSharingClocks',
  method: 'GET',
  path: '/api/v1/sharing/clocks',
  tag: 'Sharing',
  summary: 'The rule sets of the clocks of sharing, and the one in force',
  access: ['steward', 'developer', 'operator', 'supervisor'],
  status: 200,
  reply: SharingClocks,
});

export const chooseSharingClocks = endpoint({
  operationId: 'chooseSharingClocks',
  method: 'PUT',
  path: '/api/v1/sharing/clocks',
  tag: 'Sharing',
  summary: 'Choose the rule set for requests from now on; those under way keep the clock they have',
  access: ['operator'],
  status: 200,
  body: Type.Object(
    {
      ruleSet: Type.String({ minLength: 1, maxLength: 63 }),
      reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
    },
    { additionalProperties: false },
  ),
  reply: SharingClocks,
});
