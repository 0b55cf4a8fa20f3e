import { Type } from 'typebox';

/** What every call has in common: of what, about whom, which items, why. */

export const resourceParams = Type.Object({
  code: Type.String({ maxLength: 63, description: 'Resource code with - for /: 307001-000001' }),
});

export const ItemCode = Type.String({ pattern: '^[a-z][a-z0-9_]{0,47}$' });
export const SubjectNumber = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Citizen ID number or unified credit code',
});
export const Items = Type.Array(ItemCode, { minItems: 1, maxItems: 200, uniqueItems: true });

/** By what right and for which matter. */
export const why = {
  purpose: Type.String({ minLength: 1, maxLength: 63 }),
  caseReference: Type.Optional(
    Type.String({ pattern: '^[0-9A-Za-z][0-9A-Za-z._/-]{0,63}$', description: 'The caller’s own case number' }),
  ),
};

/** By what and from what every call is answered. */
export const answeredBy = {
  resource: Type.String({ description: 'Resource code' }),
  version: Type.Integer({ description: 'Version of the library that was read' }),
  asOf: Type.String({ description: 'Since when this version serves' }),
  grant: Type.String({ description: 'Number of the grant by which it was answered' }),
  purpose: Type.String(),
};

export const ReceiptPart = Type.Object({
  entry: Type.Record(Type.String(), Type.Unknown()),
  salt: Type.String(),
  proof: Type.String({ description: 'C2SP tlog-proof' }),
});

/** A value as a question gives it; the item’s type says which text it may be. */
export const AskedValue = Type.Union([Type.String({ maxLength: 2000 }), Type.Number(), Type.Boolean()]);
