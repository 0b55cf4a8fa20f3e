import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { CallReply } from './exchange.ts';
import { Items, resourceParams, SubjectNumber, why } from './question.ts';

/** What the sandbox answers: a call's reply without a receipt, marked, of made-up rows. */
export const SandboxReply = Type.Object({ sandbox: Type.Literal(true), ...CallReply.properties });
export type SandboxReply = Static<typeof SandboxReply>;

export const callSandboxResource = endpoint({
  operationId: 'callSandboxResource',
  method: 'POST',
  path: '/api/v1/resources/:code/sandbox-calls',
  tag: 'Exchange',
  summary:
    'Try a call on made-up subjects: judged by your grants, answered from made-up rows, without entry or receipt',
  access: ['client'],
  status: 200,
  params: resourceParams,
  body: Type.Object({ subject: SubjectNumber, items: Items, ...why }, { additionalProperties: false }),
  reply: SandboxReply,
});
