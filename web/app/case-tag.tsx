import { useTranslation } from 'react-i18next';
import type { CaseSummary } from '../../contracts/services.ts';
import { Tag, type Tone } from '../ui/parts.tsx';

const tones: Record<string, Tone> = {
  draft: 'act',
  correction: 'due',
  submitted: 'wait',
  accepted: 'wait',
  granted: 'done',
  refused: 'due',
  notAccepted: 'due',
};

/** Where a case stands, in words and in a colour. */
export function CaseTag({ state, ending, late }: Pick<CaseSummary, 'state' | 'ending' | 'late'>) {
  const { t } = useTranslation();
  const standing = ending ?? state;
  return (
    <span className="tags">
      <Tag tone={tones[standing] ?? 'plain'}>{t(`case.standing.${standing}`)}</Tag>
      {late && <Tag tone="due">{t('case.late')}</Tag>}
    </span>
  );
}
