import { type Static, Type } from 'typebox';
import { staffRoles } from './actor.ts';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

const strict = { additionalProperties: false } as const;
const Day = Type.String({ format: 'date', maxLength: 10 });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

const signedIn = ['resident', 'steward', 'caseworker', 'developer', 'operator', 'supervisor'] as const;

/** Who is signed in, as pages need it. Never the citizen ID number. */
export const Account = Type.Union([
  Type.Object({ kind: Type.Literal('person'), id: Type.String(), name: Type.String() }, strict),
  Type.Object(
    {
      kind: Type.Literal('staff'),
      id: Type.String(),
      name: Type.String(),
      agency: Type.Object(
        { id: Type.String(), key: Type.String(), name: Type.String(), nameEn: nullable(Type.String()) },
        strict,
      ),
      roles: Type.Array(Type.Enum([...staffRoles])),
    },
    strict,
  ),
]);
export type Account = Static<typeof Account>;

export const startSession = endpoint({
  operationId: 'startSession',
  method: 'POST',
  path: '/api/v1/session',
  tag: 'Identity',
  summary: 'Sign in: sets the session cookie',
  access: 'anyone',
  status: 200,
  body: Type.Object(
    {
      username: Type.String({ minLength: 1, maxLength: 80 }),
      password: Type.String({ minLength: 1, maxLength: 200 }),
    },
    strict,
  ),
  reply: Type.Object(
    {
      account: Account,
      passwordTemporary: Type.Boolean({
        description: 'The password was made by someone else: until it is changed, the session is good for that alone',
      }),
    },
    strict,
  ),
});

/** Told by a page that asks by itself, with nobody at it: such a request does not count as use of the session. */
export const idleHeader = 'x-legwork-idle';

export const getSession = endpoint({
  operationId: 'getSession',
  method: 'GET',
  path: '/api/v1/session',
  tag: 'Identity',
  summary: 'Who is signed in; null when nobody is',
  access: 'anyone',
  status: 200,
  reply: Type.Object(
    {
      account: nullable(Account),
      session: nullable(
        Type.Object(
          {
            idleMinutes: Type.Integer({ description: 'The session ends after so long without use' }),
            idleSecondsLeft: Type.Integer({ description: 'Until then, if it is not used' }),
            secondsLeft: Type.Integer({ description: 'Until it ends however much it is used' }),
          },
          { ...strict, description: 'Of the cookie; null without one' },
        ),
      ),
    },
    strict,
  ),
});

export const endSession = endpoint({
  operationId: 'endSession',
  method: 'DELETE',
  path: '/api/v1/session',
  tag: 'Identity',
  summary: 'Sign out',
  access: 'anyone',
  status: 204,
});

export const endAllSessions = endpoint({
  operationId: 'endAllSessions',
  method: 'DELETE',
  path: '/api/v1/sessions',
  tag: 'Identity',
  summary: 'Sign out everywhere',
  access: signedIn,
  status: 204,
});

export const browsers = ['chrome', 'edge', 'firefox', 'safari', 'wechat', 'alipay', 'dingtalk', 'opera'] as const;
export const devices = ['windows', 'mac', 'linux', 'iphone', 'ipad', 'android', 'harmony'] as const;

/** One sign-in that still holds, as its owner recognises it. No address: it would say where people were. */
export const MySession = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    browser: nullable(Type.Enum([...browsers])),
    device: nullable(Type.Enum([...devices])),
    firstSeenAt: Type.String({ format: 'date-time' }),
    lastSeenAt: Type.String({ format: 'date-time', description: 'To the minute' }),
    current: Type.Boolean({ description: 'The one that asks' }),
  },
  strict,
);
export type MySession = Static<typeof MySession>;

export const listMySessions = endpoint({
  operationId: 'listMySessions',
  method: 'GET',
  path: '/api/v1/my/sessions',
  tag: 'Identity',
  summary: 'Where I am signed in, the last used first; at most 100',
  access: signedIn,
  status: 200,
  reply: Type.Object({ items: Type.Array(MySession) }, strict),
});

export const endMySession = endpoint({
  operationId: 'endMySession',
  method: 'DELETE',
  path: '/api/v1/my/sessions/:id',
  tag: 'Identity',
  summary: 'End one of my sessions, and the access tokens given in it',
  access: signedIn,
  status: 204,
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
});

export const endMyOtherSessions = endpoint({
  operationId: 'endMyOtherSessions',
  method: 'DELETE',
  path: '/api/v1/my/sessions',
  tag: 'Identity',
  summary: 'End all my sessions but the one that asks',
  access: signedIn,
  status: 200,
  reply: Type.Object({ ended: Type.Integer() }, strict),
});

export const changeMyPassword = endpoint({
  operationId: 'changeMyPassword',
  method: 'PUT',
  path: '/api/v1/my/password',
  tag: 'Identity',
  summary: 'Change my password; all my other sessions end',
  access: signedIn,
  status: 200,
  body: Type.Object(
    {
      current: Type.String({ minLength: 1, maxLength: 200 }),
      next: Type.String({ minLength: 1, maxLength: 200 }),
    },
    strict,
  ),
  reply: Type.Object({ ended: Type.Integer({ description: 'Other sessions that ended' }) }, strict),
});

const OrganisationName = Type.Object({ creditCode: Type.String(), name: Type.String() }, strict);

export const Delegation = Type.Object(
  {
    id: Type.String(),
    organisation: OrganisationName,
    agentName: Type.String(),
    myself: Type.Boolean({ description: 'The agent is I' }),
    side: Type.Enum(['grantor', 'agent'], {
      description: 'grantor: of an organisation whose legal representative I am; agent: held by me',
    }),
    scope: Type.Array(Type.String(), { description: 'Keys of the service items that the agent may handle' }),
    validFrom: Day,
    validUntil: Day,
    state: Type.Enum(['notYet', 'active', 'expired', 'revoked']),
  },
  strict,
);
export type Delegation = Static<typeof Delegation>;

export const listMyDelegations = endpoint({
  operationId: 'listMyDelegations',
  method: 'GET',
  path: '/api/v1/my/delegations',
  tag: 'Identity',
  summary: 'Delegations that I granted or hold, and the organisations that I represent',
  access: ['resident'],
  status: 200,
  reply: Type.Object({ organisations: Type.Array(OrganisationName), items: Type.Array(Delegation) }, strict),
});

export const grantDelegation = endpoint({
  operationId: 'grantDelegation',
  method: 'POST',
  path: '/api/v1/my/delegations',
  tag: 'Identity',
  summary: 'As legal representative, let an agent act for the organisation',
  access: ['resident'],
  status: 201,
  body: Type.Object(
    {
      creditCode: Type.String({ minLength: 18, maxLength: 18 }),
      agentName: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
      agentCitizenId: Type.Optional(Type.String({ minLength: 18, maxLength: 18 })),
      sameAgentAs: Type.Optional(
        Type.String({
          format: 'uuid',
          description: 'Instead of name and number: the agent of this delegation, of an organisation that I represent',
        }),
      ),
      myself: Type.Optional(Type.Boolean({ description: 'Instead of name and number: I act myself' })),
      scope: Type.Array(Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 63 }), {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
      }),
      validFrom: Day,
      validUntil: Day,
    },
    strict,
  ),
  reply: Delegation,
});

export const revokeDelegation = endpoint({
  operationId: 'revokeDelegation',
  method: 'DELETE',
  path: '/api/v1/my/delegations/:id',
  tag: 'Identity',
  summary: 'As legal representative, end a delegation now',
  access: ['resident'],
  status: 204,
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
});

export const listMyWards = endpoint({
  operationId: 'listMyWards',
  method: 'GET',
  path: '/api/v1/my/wards',
  tag: 'Identity',
  summary: 'The minors whose guardian I am shown to be',
  access: ['resident'],
  status: 200,
  reply: Type.Object(
    {
      items: Type.Array(
        Type.Object(
          {
            name: Type.String(),
            citizenIdMasked: Type.String(),
            provenAt: Type.String({ format: 'date-time' }),
            validUntil: Day,
          },
          strict,
        ),
      ),
    },
    strict,
  ),
});

const ClientId = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 100 });

export const Client = Type.Object(
  {
    clientId: Type.String(),
    name: Type.String(),
    authentication: Type.Enum(['client_secret_basic', 'private_key_jwt']),
    createdAt: Type.String({ format: 'date-time' }),
    revokedAt: nullable(Type.String({ format: 'date-time' })),
  },
  strict,
);
export type Client = Static<typeof Client>;

/** A public key as RFC 7517 writes it; the private member `d` has no place here. */
const PublicJwk = Type.Object(
  {
    kty: Type.Enum(['OKP', 'EC', 'RSA']),
    crv: Type.Optional(Type.String({ maxLength: 20 })),
    x: Type.Optional(Type.String({ maxLength: 200 })),
    y: Type.Optional(Type.String({ maxLength: 200 })),
    n: Type.Optional(Type.String({ maxLength: 2000 })),
    e: Type.Optional(Type.String({ maxLength: 20 })),
    kid: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    alg: Type.Optional(Type.String({ maxLength: 20 })),
    use: Type.Optional(Type.Literal('sig')),
  },
  strict,
);
export type PublicJwk = Static<typeof PublicJwk>;
const PublicKeys = Type.Array(PublicJwk, {
  minItems: 1,
  maxItems: 5,
  description: 'For private_key_jwt (RFC 7523): Ed25519, P-256, or RSA of 2048 bits at least. Then there is no secret',
});

export const listClients = endpoint({
  operationId: 'listClients',
  method: 'GET',
  path: '/api/v1/clients',
  tag: 'Identity',
  summary: 'My agency’s machine clients, by id',
  access: ['developer'],
  status: 200,
  query: Type.Object({ ...cursorQuery }),
  reply: pageOf(Client),
});

export const createClient = endpoint({
  operationId: 'createClient',
  method: 'POST',
  path: '/api/v1/clients',
  tag: 'Identity',
  summary: 'Make a machine client; its secret is shown this once',
  access: ['developer'],
  status: 201,
  body: Type.Object(
    {
      name: Type.String({ minLength: 2, maxLength: 100, pattern: '\\S' }),
      publicKeys: Type.Optional(PublicKeys),
    },
    strict,
  ),
  reply: Type.Object({ client: Client, secret: nullable(Type.String()) }, strict),
});

export const rotateClientSecret = endpoint({
  operationId: 'rotateClientSecret',
  method: 'POST',
  path: '/api/v1/clients/:clientId/secret',
  tag: 'Identity',
  summary: 'Replace a client’s secret; the old one ends at once',
  access: ['developer'],
  status: 201,
  params: Type.Object({ clientId: ClientId }),
  reply: Type.Object({ clientId: Type.String(), secret: Type.String() }, strict),
});

export const replaceClientKeys = endpoint({
  operationId: 'replaceClientKeys',
  method: 'PUT',
  path: '/api/v1/clients/:clientId/keys',
  tag: 'Identity',
  summary: 'Replace the public keys that a client signs with; those left out end at once',
  access: ['developer'],
  status: 200,
  params: Type.Object({ clientId: ClientId }),
  body: Type.Object({ publicKeys: PublicKeys }, strict),
  reply: Client,
});

export const revokeClient = endpoint({
  operationId: 'revokeClient',
  method: 'DELETE',
  path: '/api/v1/clients/:clientId',
  tag: 'Identity',
  summary: 'Revoke a client: no token and no call from now on',
  access: ['developer'],
  status: 204,
  params: Type.Object({ clientId: ClientId }),
});
