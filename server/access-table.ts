import type { Access } from '../contracts/endpoint.ts';

/**
 * Who may call what, kept by hand beside the contracts, so that a slip in one is caught by the other
 * (access.test.ts walks every role against every endpoint). Whose data a role may see is the use case's own rule.
 */
export const accessTable: Record<string, Access> = {
  listRegions: 'anyone',
  listAgencies: 'anyone',
  createAgency: ['operator'],
};
