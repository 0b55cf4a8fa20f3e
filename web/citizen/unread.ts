import type { Case } from '../../contracts/services.ts';

/** What trying again does not mend: the source answered, or a rule stands in the way (consent has a note of its own). */
const settled =
  /^(answered|noRecord|consent-missing|subject-outside-scope|resource-not-in-library|not-granted|grant-.*|.*-outside-grant)$/;

/** The last reads of sources that failed for the moment, as long as the applicant is asked for something in their stead. */
export function unreadSources({ uses, fields, materials }: Pick<Case, 'uses' | 'fields' | 'materials'>): Case['uses'] {
  const asked =
    fields.some(({ kind }) => kind === 'asked') ||
    materials.some(({ state, how }) => state !== 'satisfied' || how === 'upload');
  if (!asked) return [];
  const last = new Map(uses.map((use) => [`${use.resourceName} ${use.agency} ${use.about}`, use]));
  return [...last.values()].filter(({ outcome }) => !settled.test(outcome));
}
