import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { LicenceClaim, LicenceState, LicenceType } from './licences.ts';
import { cursorQuery, pageOf } from './page.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Agency = Type.Object({ name: Type.String(), creditCode: Type.String() }, closed);

/** Letters and digits of a spoken code: none that sounds or looks like another (Crockford’s base 32). */
export const spokenAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const spokenLength = 8;

/**
 * The code in what was scanned, typed or heard: an address of the page that verifies, the long code itself, or the spoken
 * one with its blanks and hyphens, in which O is 0 and I and L are 1. Null when it can be none.
 */
export function readLicenceCode(text: string): string | null {
  const given = text.trim().replace(/^.*#/s, '');
  if (/^[\w-]{32}$/.test(given)) return given;
  const spoken = given.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  return spoken.length === spokenLength && [...spoken].every((letter) => spokenAlphabet.includes(letter))
    ? spoken
    : null;
}

export const presentMyLicence = endpoint({
  operationId: 'presentMyLicence',
  method: 'POST',
  path: '/api/v1/my/licences/:id/presentations',
  tag: 'Licences',
  summary: 'A code that shows chosen items of a licence of my library, once, for about a minute',
  access: ['resident'],
  status: 201,
  params,
  body: Type.Object(
    {
      claims: Type.Array(Type.String({ maxLength: 50 }), {
        maxItems: 100,
        uniqueItems: true,
        description: 'Short names of the selective items to show; items that always show need not be named',
      }),
      audience: Type.Optional(
        Type.String({ maxLength: 18, description: 'Credit code of the one agency that may use the code' }),
      ),
    },
    closed,
  ),
  reply: Type.Object(
    {
      id: Type.String(),
      code: Type.String({ description: 'For the QR code; 192 random bits' }),
      spoken: Type.String({ description: 'The same, to be read aloud' }),
      seconds: Type.Integer({ description: 'How long it holds' }),
      expiresAt: Type.String(),
    },
    closed,
  ),
});

export const LicenceViewing = Type.Object(
  {
    id: Type.String(),
    presentation: Type.String(),
    at: Type.String(),
    agency: nullable(Agency),
    claims: Type.Array(Type.Object({ name: Type.String(), label: Type.String(), labelEn: Type.String() }, closed)),
    state: LicenceState,
    ledgerIndex: Type.Integer(),
  },
  closed,
);
export type LicenceViewing = Static<typeof LicenceViewing>;

export const listLicenceViewings = endpoint({
  operationId: 'listLicenceViewings',
  method: 'GET',
  path: '/api/v1/my/licences/:id/viewings',
  tag: 'Licences',
  summary: 'Who saw a licence of my library by a code, the newest first',
  access: ['resident'],
  status: 200,
  params,
  query: Type.Object({ ...cursorQuery }),
  reply: pageOf(LicenceViewing),
});

/** What a code shows: the chosen items, by whom the licence was issued, and whether it holds now. */
export const ShownLicence = Type.Object(
  {
    message: Type.String({ description: 'The finding in words' }),
    state: LicenceState,
    type: LicenceType,
    issuer: Agency,
    validFrom: Type.String(),
    validUntil: nullable(Type.String()),
    issuedAt: Type.String(),
    checkedAt: Type.String(),
    disclosed: Type.Array(LicenceClaim),
    withheld: Type.Integer({ description: 'How many items the holder kept back' }),
    ledgerIndex: Type.Integer({ description: 'Where the ledger holds that it was shown' }),
  },
  closed,
);
export type ShownLicence = Static<typeof ShownLicence>;

const code = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 300, description: 'As scanned, or as read aloud' }) },
  closed,
);

export const redeemLicenceCode = endpoint({
  operationId: 'redeemLicenceCode',
  method: 'POST',
  path: '/api/v1/licence-codes/redemptions',
  tag: 'Licences',
  summary: 'What the code that someone shows me says; it works once',
  access: 'anyone',
  status: 200,
  body: code,
  reply: ShownLicence,
});

export const checkLicenceCode = endpoint({
  operationId: 'checkLicenceCode',
  method: 'POST',
  path: '/api/v1/agency/licence-checks',
  tag: 'Licences',
  summary: 'As my agency: what the code that someone shows me says; its holder sees that we looked',
  access: ['caseworker'],
  status: 200,
  body: code,
  reply: ShownLicence,
});

export const LicenceCheck = Type.Object(
  {
    id: Type.String(),
    at: Type.String(),
    by: Type.String({ description: 'Who of the staff' }),
    type: LicenceType,
    state: LicenceState,
    items: Type.Integer(),
    ledgerIndex: Type.Integer(),
  },
  closed,
);
export type LicenceCheck = Static<typeof LicenceCheck>;

export const listLicenceChecks = endpoint({
  operationId: 'listLicenceChecks',
  method: 'GET',
  path: '/api/v1/agency/licence-checks',
  tag: 'Licences',
  summary: 'Licences that my agency looked at by a code, the newest first; whose they are is not told again',
  access: ['caseworker'],
  status: 200,
  query: Type.Object({ ...cursorQuery }),
  reply: pageOf(LicenceCheck),
});
