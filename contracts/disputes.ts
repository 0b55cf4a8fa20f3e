import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { SharingRequest } from './sharing.ts';

const Id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const ItemCode = Type.String({ pattern: '^[a-z][a-z0-9_]{0,47}$' });
const Text = Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' });
const byId = Type.Object({ id: Id });
const strict = { additionalProperties: false } as const;
const Outcome = Type.Enum(['upheld', 'overturned'], {
  description: 'upheld: the refusal stands; overturned: the items are granted at once',
});

export const askForMissing = endpoint({
  operationId: 'askForMissing',
  method: 'POST',
  path: '/api/v1/sharing/requests/:id/question',
  tag: 'Sharing',
  summary: 'Ask the requester, once, for all that is missing; the clock stands still until they answer',
  access: ['steward'],
  status: 200,
  params: byId,
  body: Type.Object({ text: Text }, strict),
  reply: SharingRequest,
});

export const supplyMissing = endpoint({
  operationId: 'supplyMissing',
  method: 'POST',
  path: '/api/v1/sharing/requests/:id/supplement',
  tag: 'Sharing',
  summary: 'Say what the provider asked for; its clock runs on with the days that were left',
  access: ['steward', 'developer'],
  status: 200,
  params: byId,
  body: Type.Object({ text: Text }, strict),
  reply: SharingRequest,
});

export const fileDispute = endpoint({
  operationId: 'fileDispute',
  method: 'POST',
  path: '/api/v1/sharing/requests/:id/disputes',
  tag: 'Sharing',
  summary: 'Dispute refused items; the two agencies consult first',
  access: ['steward', 'developer'],
  status: 201,
  params: byId,
  body: Type.Object(
    { items: Type.Array(ItemCode, { minItems: 1, maxItems: 200, uniqueItems: true }), reason: Text },
    strict,
  ),
  reply: SharingRequest,
});

const onDispute = (act: string) => ({ method: 'POST' as const, path: `/api/v1/sharing/disputes/:id/${act}` });

export const replyToDispute = endpoint({
  operationId: 'replyToDispute',
  ...onDispute('reply'),
  tag: 'Sharing',
  summary: 'The provider grants after all, or stands by its refusal, which takes the dispute to the operator',
  access: ['steward'],
  status: 200,
  params: byId,
  body: Type.Object({ grants: Type.Boolean(), opinion: Text }, strict),
  reply: SharingRequest,
});

export const escalateDispute = endpoint({
  operationId: 'escalateDispute',
  ...onDispute('escalation'),
  tag: 'Sharing',
  summary: 'Take a dispute to the operator when the provider let its day pass',
  access: ['steward', 'developer'],
  status: 200,
  params: byId,
  reply: SharingRequest,
});

export const withdrawDispute = endpoint({
  operationId: 'withdrawDispute',
  ...onDispute('withdrawal'),
  tag: 'Sharing',
  summary: 'Give up a dispute',
  access: ['steward', 'developer'],
  status: 200,
  params: byId,
  reply: SharingRequest,
});

export const decideDispute = endpoint({
  operationId: 'decideDispute',
  ...onDispute('decision'),
  tag: 'Sharing',
  summary: 'The operator arbitrates, with an opinion',
  access: ['operator'],
  status: 200,
  params: byId,
  body: Type.Object({ outcome: Outcome, opinion: Text }, strict),
  reply: SharingRequest,
});

export const recordHigherDecision = endpoint({
  operationId: 'recordHigherDecision',
  ...onDispute('higher-decision'),
  tag: 'Sharing',
  summary: 'Keep a record of what a higher authority decided; it changes nothing by itself',
  access: ['operator'],
  status: 200,
  params: byId,
  body: Type.Object(
    {
      authority: Type.String({ minLength: 2, maxLength: 100, pattern: '\\S' }),
      decidedOn: Type.String({ format: 'date' }),
      outcome: Outcome,
      opinion: Text,
    },
    strict,
  ),
  reply: SharingRequest,
});
