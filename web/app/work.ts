import type { StaffRole } from '../../contracts/actor.ts';

/** The pages of the consoles and whose work they are, the first of a role being where it begins. */
const pages = [
  { to: '/agency/queue', name: 'queue', roles: ['caseworker'] },
  { to: '/operator/review', name: 'review', roles: ['operator'] },
  { to: '/agency/clients', name: 'clients', roles: ['developer'] },
  { to: '/agency/calls', name: 'calls', roles: ['developer'] },
  { to: '/agency/catalogue', name: 'catalogue', roles: ['steward', 'developer', 'operator', 'supervisor'] },
  { to: '/agency/sharing', name: 'sharing', roles: ['steward', 'developer', 'operator', 'supervisor'] },
  { to: '/agency/grants', name: 'grants', roles: ['steward', 'developer', 'operator', 'supervisor'] },
  { to: '/operator/agencies', name: 'agencies', roles: ['operator'] },
] as const satisfies { to: string; name: string; roles: StaffRole[] }[];

/** Where someone with these roles works, in the order of the navigation. */
export function workOf(roles: readonly StaffRole[]) {
  return pages.filter((page) => page.roles.some((role) => roles.includes(role)));
}
