import { type Static, Type } from 'typebox';
import { staffRoles } from './actor.ts';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

const strict = { additionalProperties: false } as const;
const CreditCode = Type.String({
  minLength: 18,
  maxLength: 18,
  description: 'Of the agency: unified social credit code, GB 32100',
});

/** An account of a member of an agency's staff, as the operator sees it. */
export const StaffAccount = Type.Object(
  {
    id: Type.String(),
    username: Type.String(),
    name: Type.String(),
    agency: Type.Object({ id: Type.String(), creditCode: Type.String(), name: Type.String() }, strict),
    roles: Type.Array(Type.Enum([...staffRoles])),
    active: Type.Boolean(),
    createdAt: Type.String({ format: 'date-time' }),
  },
  strict,
);
export type StaffAccount = Static<typeof StaffAccount>;

export const listAccounts = endpoint({
  operationId: 'listAccounts',
  method: 'GET',
  path: '/api/v1/accounts',
  tag: 'Identity',
  summary: 'Accounts of agencies’ staff, by username',
  access: ['operator'],
  status: 200,
  query: Type.Object({ ...cursorQuery, agency: Type.Optional(CreditCode) }),
  reply: pageOf(StaffAccount),
});

export const createAccount = endpoint({
  operationId: 'createAccount',
  method: 'POST',
  path: '/api/v1/accounts',
  tag: 'Identity',
  summary: 'Make an account for a member of an agency’s staff; its password is shown this once',
  access: ['operator'],
  status: 201,
  body: Type.Object(
    {
      username: Type.String({ minLength: 3, maxLength: 80 }),
      name: Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' }),
      agency: CreditCode,
      roles: Type.Array(Type.Enum([...staffRoles]), { minItems: 1, maxItems: staffRoles.length, uniqueItems: true }),
    },
    strict,
  ),
  reply: Type.Object({ account: StaffAccount, password: Type.String() }, strict),
});
