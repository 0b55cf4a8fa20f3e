import type { LinkProps } from '@tanstack/react-router';
import { type StaffRole, staffRoles } from '../../contracts/actor.ts';
import type { IconName } from '../ui/icon.tsx';

interface WorkPage {
  to: LinkProps['to'];
  /** Its name in words: `nav.<name>` of common.json. */
  name: string;
  icon: IconName;
  roles: readonly StaffRole[];
}

const overseeing = ['operator', 'supervisor'] as const;
const looking = ['steward', 'developer', 'operator', 'supervisor'] as const;

/**
 * The pages of the consoles in groups (`navGroup.<name>`), and whose work they are. To add a page: its route, one line here, its name
 * in common.json.
 */
const groups: { name: string; pages: WorkPage[] }[] = [
  {
    name: 'work',
    pages: [
      { to: '/agency/home', name: 'home', icon: 'home', roles: staffRoles },
      { to: '/agency/queue', name: 'queue', icon: 'queue', roles: ['caseworker'] },
      { to: '/agency/check', name: 'check', icon: 'licence', roles: ['caseworker'] },
    ],
  },
  {
    name: 'data',
    pages: [
      { to: '/agency/catalogue', name: 'catalogue', icon: 'book', roles: looking },
      { to: '/operator/same-items', name: 'sameItems', icon: 'data', roles: ['steward', 'operator', 'supervisor'] },
      { to: '/operator/classes', name: 'classes', icon: 'columns', roles: ['operator'] },
      { to: '/agency/corrections', name: 'corrections', icon: 'review', roles: ['steward', 'caseworker'] },
      { to: '/agency/documents', name: 'documents', icon: 'page', roles: ['steward', ...overseeing] },
    ],
  },
  {
    name: 'sharing',
    pages: [
      { to: '/agency/sharing', name: 'sharing', icon: 'share', roles: looking },
      { to: '/operator/lists', name: 'lists', icon: 'list', roles: overseeing },
      { to: '/agency/grants', name: 'grants', icon: 'grant', roles: looking },
    ],
  },
  {
    name: 'development',
    pages: [
      { to: '/agency/clients', name: 'clients', icon: 'key', roles: ['developer'] },
      { to: '/agency/examples', name: 'examples', icon: 'code', roles: ['developer'] },
      { to: '/agency/calls', name: 'calls', icon: 'list', roles: ['developer'] },
    ],
  },
  {
    name: 'oversight',
    pages: [
      { to: '/operator/late', name: 'late', icon: 'late', roles: overseeing },
      { to: '/operator/flows', name: 'flows', icon: 'flow', roles: overseeing },
      { to: '/operator/ledger', name: 'ledger', icon: 'ledger', roles: overseeing },
    ],
  },
  {
    name: 'platform',
    pages: [
      { to: '/operator/review', name: 'review', icon: 'review', roles: ['operator'] },
      { to: '/operator/agencies', name: 'agencies', icon: 'agency', roles: overseeing },
      { to: '/operator/sites', name: 'sites', icon: 'globe', roles: overseeing },
      { to: '/operator/packs', name: 'packs', icon: 'pack', roles: overseeing },
      { to: '/operator/clocks', name: 'clocks', icon: 'late', roles: overseeing },
      { to: '/operator/purposes', name: 'purposes', icon: 'list', roles: overseeing },
      { to: '/operator/calendar', name: 'calendar', icon: 'calendar', roles: overseeing },
    ],
  },
];

/** Where someone with these roles works: the groups with a page for them, in the order of the navigation. */
export function workOf(roles: readonly StaffRole[]): { name: string; pages: WorkPage[] }[] {
  return groups
    .map(({ name, pages }) => ({
      name,
      pages: pages.filter((page) => page.roles.some((role) => roles.includes(role))),
    }))
    .filter(({ pages }) => pages.length > 0);
}

/** The page that someone with these roles is led to from the front page: what is due for them. */
export function beginningOf(roles: readonly StaffRole[]): LinkProps['to'] {
  return roles.length > 0 ? '/agency/home' : undefined;
}
