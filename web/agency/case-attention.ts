import type { Case } from '../../contracts/services.ts';

export interface Attention {
  key: string;
  /** A condition not met or not checked, a disputed field, a material that is a word of honour, a file, or missing. */
  kind: 'unmet' | 'unknown' | 'disputed' | 'commitment' | 'upload' | 'missing';
  title: { zh: string; en: string };
}

/** What of a case calls for judgement; all else was checked against the records of agencies. */
export function attentionOf(item: Pick<Case, 'eligibility' | 'fields' | 'materials'>): Attention[] {
  return [
    ...item.eligibility
      .filter(({ met }) => met !== true)
      .map(({ key, met, message }): Attention => ({ key, kind: met === false ? 'unmet' : 'unknown', title: message })),
    ...item.fields
      .filter(({ dispute }) => dispute !== null)
      .map(({ name, title }): Attention => ({ key: name, kind: 'disputed', title })),
    ...item.materials.flatMap(({ key, name, state, how }): Attention[] => {
      if (state !== 'satisfied') return [{ key, kind: 'missing', title: name }];
      return how === 'commitment' || how === 'upload' ? [{ key, kind: how, title: name }] : [];
    }),
  ];
}
