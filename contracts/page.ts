import { type TSchema, Type } from 'typebox';

/** The query of every list: how many, and where to go on. */
export const cursorQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 300, description: 'nextCursor of the page before' })),
};

/** A page of a list. `nextCursor` is null on the last one. */
export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) });
}
