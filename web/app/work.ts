import type { LinkProps } from '@tanstack/react-router';
import type { StaffRole } from '../../contracts/actor.ts';
import type { IconName } from '../ui/icon.tsx';

interface WorkPage {
  to: LinkProps['to'];
  /** Its name in words: `nav.<name>` of common.json. */
  name: string;
  icon: IconName;
  roles: readonly StaffRole[];
}

const looking = ['steward', 'developer', 'operator', 'supervisor'] as const;

/**
 * The pages of the consoles in groups (`navGroup.<name>`), and whose work they are; the first that someone may see is where
 * they begin. To add a page: its route, one line here, its name in common.json.
 */
const groups: { name: string; pages: WorkPage[] }[] = [
  {
    name: 'work',
    pages: [
      { to: '/agency/queue', name: 'queue', icon: 'queue', roles: ['caseworker'] },
      { to: '/agency/check', name: 'check', icon: 'licence', roles: ['caseworker'] },
    ],
  },
  {
    name: 'data',
    pages: [{ to: '/agency/catalogue', name: 'catalogue', icon: 'book', roles: looking }],
  },
  {
    name: 'sharing',
    pages: [
      { to: '/agency/sharing', name: 'sharing', icon: 'share', roles: looking },
      { to: '/agency/grants', name: 'grants', icon: 'grant', roles: looking },
    ],
  },
  {
    name: 'development',
    pages: [
      { to: '/agency/clients', name: 'clients', icon: 'key', roles: ['developer'] },
      { to: '/agency/calls', name: 'calls', icon: 'list', roles: ['developer'] },
    ],
  },
  {
    name: 'platform',
    pages: [
      { to: '/operator/review', name: 'review', icon: 'review', roles: ['operator'] },
      { to: '/operator/agencies', name: 'agencies', icon: 'agency', roles: ['operator'] },
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

/** Where someone with these roles begins: what only they do comes before what many look at. */
const beginnings: [StaffRole, LinkProps['to']][] = [
  ['caseworker', '/agency/queue'],
  ['operator', '/operator/review'],
  ['developer', '/agency/clients'],
  ['steward', '/agency/catalogue'],
  ['supervisor', '/agency/catalogue'],
];

/** The page that someone with these roles is led to from the front page. */
export function beginningOf(roles: readonly StaffRole[]): LinkProps['to'] {
  return beginnings.find(([role]) => roles.includes(role))?.[1];
}
