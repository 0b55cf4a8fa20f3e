import { type Static, Type } from 'typebox';
import { staff } from './catalogue.ts';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false };

/** A form field that a person is asked to fill in though an agency is the source of what it asks for. */
export const RepeatedQuestion = Type.Object(
  {
    service: Type.String(),
    serviceName: Type.String(),
    field: Type.String(),
    fieldName: Type.String(),
    element: Type.String(),
    sourceId: Type.String({ description: 'The resource that holds it' }),
    sourceName: Type.String(),
    sourceProvider: Type.String(),
  },
  strict,
);

export const listRepeatedQuestions = endpoint({
  operationId: 'listRepeatedQuestions',
  method: 'GET',
  path: '/api/v1/services/repeated-questions',
  tag: 'Services',
  summary: 'Form fields that ask for what a decided source holds: nothing is to be collected twice',
  access: staff,
  status: 200,
  reply: Type.Object({ items: Type.Array(RepeatedQuestion) }),
});

export type RepeatedQuestion = Static<typeof RepeatedQuestion>;
