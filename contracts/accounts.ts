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
    lastSignInAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    passwordTemporary: Type.Boolean({ description: 'The one-time password has not been changed yet' }),
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
  query: Type.Object({
    ...cursorQuery,
    q: Type.Optional(
      Type.String({ maxLength: 100, description: 'Part of the name, the username or the agency’s name' }),
    ),
    agency: Type.Optional(CreditCode),
    role: Type.Optional(Type.Enum([...staffRoles])),
    state: Type.Optional(Type.Enum(['active', 'closed'])),
  }),
  reply: pageOf(StaffAccount),
});

const ofOne = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Roles = Type.Array(Type.Enum([...staffRoles]), { minItems: 1, maxItems: staffRoles.length, uniqueItems: true });

export const getAccount = endpoint({
  operationId: 'getAccount',
  method: 'GET',
  path: '/api/v1/accounts/:id',
  tag: 'Identity',
  summary: 'One account of an agency’s staff',
  access: ['operator'],
  status: 200,
  params: ofOne,
  reply: StaffAccount,
});

export const putAccountRoles = endpoint({
  operationId: 'putAccountRoles',
  method: 'PUT',
  path: '/api/v1/accounts/:id/roles',
  tag: 'Identity',
  summary: 'Give an account these roles; they hold from its next request on',
  access: ['operator'],
  status: 200,
  params: ofOne,
  body: Type.Object({ roles: Roles }, strict),
  reply: StaffAccount,
});

export const putAccountState = endpoint({
  operationId: 'putAccountState',
  method: 'PUT',
  path: '/api/v1/accounts/:id/state',
  tag: 'Identity',
  summary: 'Close an account, which ends its sessions, or open it again',
  access: ['operator'],
  status: 200,
  params: ofOne,
  body: Type.Object({ active: Type.Boolean() }, strict),
  reply: StaffAccount,
});

export const resetAccountPassword = endpoint({
  operationId: 'resetAccountPassword',
  method: 'POST',
  path: '/api/v1/accounts/:id/password',
  tag: 'Identity',
  summary: 'Make a one-time password, shown this once; the old one and all sessions end',
  access: ['operator'],
  status: 201,
  params: ofOne,
  reply: Type.Object({ account: StaffAccount, password: Type.String() }, strict),
});

export const createAccount = endpoint({
  operationId: 'createAccount',
  method: 'POST',
  path: '/api/v1/accounts',
  tag: 'Identity',
  summary: 'Make an account for a member of an agency’s staff; its one-time password is shown this once',
  access: ['operator'],
  status: 201,
  body: Type.Object(
    {
      username: Type.String({ minLength: 3, maxLength: 80 }),
      name: Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' }),
      agency: CreditCode,
      roles: Roles,
    },
    strict,
  ),
  reply: Type.Object({ account: StaffAccount, password: Type.String() }, strict),
});
