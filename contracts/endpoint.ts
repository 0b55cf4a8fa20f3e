import type { Static, TObject, TSchema } from 'typebox';
import type { Role } from './actor.ts';

/** `anyone` needs no sign-in; otherwise one of the roles must be held. Finer rules (whose data) are the use case's. */
export type Access = 'anyone' | readonly [Role, ...Role[]];

/**
 * One endpoint, written once: the server validates by it, serialises by it, prints it in OpenAPI, and the web's client
 * is typed by it. `receives` is for bodies that are streamed (files); `sends` for replies that are not JSON.
 */
export interface Endpoint<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  operationId: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  tag: string;
  summary: string;
  access: Access;
  status: 200 | 201 | 202 | 204;
  params?: P;
  query?: Q;
  body?: B;
  receives?: readonly string[];
  reply?: R;
  sends?: string;
}

export type ParamsOf<E> = E extends Endpoint<infer P, TObject, TSchema, TSchema> ? Static<P> : never;
export type QueryOf<E> = E extends Endpoint<TObject, infer Q, TSchema, TSchema> ? Static<Q> : never;
export type BodyOf<E> = E extends Endpoint<TObject, TObject, infer B, TSchema> ? Static<B> : never;
export type ReplyOf<E> = E extends Endpoint<TObject, TObject, TSchema, infer R> ? Static<R> : never;

/** Declares an endpoint; the identity function, for its types. */
export function endpoint<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
>(definition: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return definition;
}
