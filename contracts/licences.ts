import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const day = (description: string) => Type.String({ description });

/** What a licence is today: its stored state, and what its days of validity make of it. */
export const LicenceState = Type.Union(
  [
    Type.Literal('valid'),
    Type.Literal('suspended'),
    Type.Literal('revoked'),
    Type.Literal('expired'),
    Type.Literal('notYetValid'),
  ],
  { description: '有效 暂停 撤销 过期 未生效' },
);

export const LicenceType = Type.Object(
  {
    key: Type.String(),
    typeCode: Type.String({ description: 'GB/T 36904' }),
    name: Type.String(),
    nameEn: nullable(Type.String()),
  },
  closed,
);

const summary = {
  id: Type.String(),
  identifier: Type.String({ description: 'Licence identifier, GB/T 36904' }),
  type: LicenceType,
  issuer: Type.Object({ name: Type.String(), creditCode: Type.String() }, closed),
  holderName: Type.String(),
  holderNumber: Type.String({ description: 'A person’s is masked, an organisation’s is public' }),
  holderKind: Type.Enum(['person', 'organisation']),
  state: LicenceState,
  stateReason: nullable(Type.String()),
  validFrom: day('First day, YYYY-MM-DD'),
  validUntil: nullable(day('Last day, YYYY-MM-DD')),
  issuedAt: Type.String(),
  /** Null when the reader is the holder; else why it stands in the reader's library. */
  keptFor: nullable(Type.String({ description: 'guardian; representative or agent of the organisation' })),
};

export const LicenceSummary = Type.Object(summary, closed);

/** One item of a licence: the national standard's short name, its words, its value. */
export const LicenceClaim = Type.Object(
  {
    name: Type.String({ description: 'Short name of GB/T 36903, or KZ_*' }),
    label: Type.String(),
    labelEn: Type.String(),
    value: Type.String(),
    selective: Type.Boolean(),
  },
  closed,
);

export const Licence = Type.Object(
  {
    ...summary,
    claims: Type.Array(LicenceClaim),
    credential: Type.String({ description: 'SD-JWT VC with all its disclosures; drop those that are not to be shown' }),
    history: Type.Array(
      Type.Object(
        {
          at: Type.String(),
          event: Type.Enum(['issue', 'suspend', 'resume', 'revoke']),
          reason: nullable(Type.String()),
        },
        closed,
      ),
    ),
    /** Cases that took it instead of a paper, the newest first. */
    uses: Type.Array(
      Type.Object(
        {
          at: Type.String(),
          caseNumber: Type.String(),
          service: Type.String(),
          serviceEn: Type.String(),
          agency: Type.String(),
        },
        closed,
      ),
    ),
  },
  closed,
);

export const listMyLicences = endpoint({
  operationId: 'listMyLicences',
  method: 'GET',
  path: '/api/v1/my/licences',
  tag: 'Licences',
  summary: 'The licences in my library: mine, those of my wards, and those of organisations that I act for',
  access: ['resident'],
  status: 200,
  query: Type.Object({ ...cursorQuery, state: Type.Optional(LicenceState) }),
  reply: pageOf(LicenceSummary),
});

const licenceParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

export const getMyLicence = endpoint({
  operationId: 'getMyLicence',
  method: 'GET',
  path: '/api/v1/my/licences/:id',
  tag: 'Licences',
  summary: 'One licence of my library, with its credential',
  access: ['resident'],
  status: 200,
  params: licenceParams,
  reply: Licence,
});

export const Verification = Type.Object(
  {
    genuine: Type.Boolean({ description: 'Signed by this node, unaltered, and on record' }),
    fault: nullable(Type.Enum(['otherIssuer', 'signatureWrong', 'disclosuresWrong', 'notOnRecord'])),
    message: Type.String({ description: 'The finding in words' }),
    state: nullable(LicenceState),
    identifier: nullable(Type.String()),
    type: nullable(LicenceType),
    issuer: nullable(Type.Object({ name: Type.String(), creditCode: Type.String() }, closed)),
    holder: nullable(
      Type.Object(
        { name: Type.String({ description: 'Masked' }), number: Type.String({ description: 'Masked' }) },
        closed,
      ),
    ),
    validFrom: nullable(Type.String()),
    validUntil: nullable(Type.String()),
    disclosed: Type.Array(LicenceClaim),
    withheld: Type.Integer({ description: 'How many claims the presenter kept back' }),
  },
  closed,
);
export type Verification = Static<typeof Verification>;

export const verifyLicence = endpoint({
  operationId: 'verifyLicence',
  method: 'POST',
  path: '/api/v1/licence-verifications',
  tag: 'Licences',
  summary: 'Is this credential genuine, and does it hold today?',
  access: 'anyone',
  status: 200,
  body: Type.Object(
    { credential: Type.String({ minLength: 1, maxLength: 65_536, description: 'SD-JWT VC, whole or as presented' }) },
    closed,
  ),
  reply: Verification,
});

const stateChange = (operationId: string, action: string, text: string) =>
  endpoint({
    operationId,
    method: 'POST',
    path: `/api/v1/licences/:id/${action}`,
    tag: 'Licences',
    summary: text,
    access: ['caseworker'],
    status: 200,
    params: licenceParams,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500, pattern: '\\S' }) }, closed),
    reply: LicenceSummary,
  });

export const revokeLicence = stateChange('revokeLicence', 'revocation', 'Revoke a licence of my agency, for good');
export const suspendLicence = stateChange('suspendLicence', 'suspension', 'Suspend a licence of my agency');
export const resumeLicence = stateChange(
  'resumeLicence',
  'resumption',
  'Let a suspended licence of my agency hold again',
);

export const getLicenceStatusList = endpoint({
  operationId: 'getLicenceStatusList',
  method: 'GET',
  path: '/api/v1/licence-status/:list',
  tag: 'Licences',
  summary: 'The status list that credentials refer to (Token Status List, signed)',
  access: 'anyone',
  status: 200,
  params: Type.Object({ list: Type.Integer({ minimum: 0, maximum: 2 ** 31 }) }),
  sends: 'application/statuslist+jwt',
});

export const getLicenceIssuer = endpoint({
  operationId: 'getLicenceIssuer',
  method: 'GET',
  path: '/.well-known/jwt-vc-issuer',
  tag: 'Licences',
  summary: 'The issuer of credentials and its public keys (SD-JWT VC)',
  access: 'anyone',
  status: 200,
  reply: Type.Object({
    issuer: Type.String(),
    jwks: Type.Object({
      keys: Type.Array(
        Type.Object({
          kty: Type.String(),
          crv: Type.String(),
          x: Type.String(),
          kid: Type.String(),
          alg: Type.String(),
          use: Type.String(),
        }),
      ),
    }),
  }),
});

export const getLicenceType = endpoint({
  operationId: 'getLicenceType',
  method: 'GET',
  path: '/api/v1/licence-types/:key',
  tag: 'Licences',
  summary: 'A licence type as SD-JWT VC type metadata: the address that a credential names as its vct',
  access: 'anyone',
  status: 200,
  params: Type.Object({ key: Type.String({ maxLength: 100 }) }),
  reply: Type.Object({
    vct: Type.String(),
    name: Type.String(),
    display: Type.Array(Type.Object({ lang: Type.String(), name: Type.String() })),
    claims: Type.Array(
      Type.Object({
        path: Type.Array(Type.String()),
        sd: Type.String(),
        display: Type.Array(Type.Object({ lang: Type.String(), label: Type.String() })),
      }),
    ),
  }),
});

/** 张三 → 张*, 欧阳娜娜 → 欧***: the first character alone stays. */
export function maskName(name: string): string {
  const characters = [...name];
  return characters.length < 2 ? '*' : characters[0] + '*'.repeat(characters.length - 1);
}
