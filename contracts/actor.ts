/** Who can stand before an endpoint. The access table (contracts/access.ts) is written in these words. */
export const roles = ['resident', 'steward', 'caseworker', 'developer', 'operator', 'supervisor', 'client'] as const;
export type Role = (typeof roles)[number];

/** A member of an agency's staff may hold several of these; residents and machine clients hold exactly their own. */
export const staffRoles = ['steward', 'caseworker', 'developer', 'operator', 'supervisor'] as const;
export type StaffRole = (typeof staffRoles)[number];

export interface AnonymousActor {
  kind: 'anonymous';
}
export interface PersonActor {
  kind: 'person';
  accountId: string;
  name: string;
  citizenId: string;
}
export interface StaffActor {
  kind: 'staff';
  accountId: string;
  name: string;
  agencyId: string;
  roles: StaffRole[];
}
export interface ClientActor {
  kind: 'client';
  clientId: string;
  agencyId: string;
}
export type Actor = AnonymousActor | PersonActor | StaffActor | ClientActor;

/** The roles an actor holds, for the access check. */
export function rolesOf(actor: Actor): readonly Role[] {
  if (actor.kind === 'person') return ['resident'];
  if (actor.kind === 'staff') return actor.roles;
  if (actor.kind === 'client') return ['client'];
  return [];
}
