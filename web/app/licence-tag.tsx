import { useTranslation } from 'react-i18next';
import { Tag, type Tone } from '../ui/parts.tsx';

const tones: Record<string, Tone> = {
  valid: 'done',
  suspended: 'wait',
  notYetValid: 'wait',
  revoked: 'due',
  expired: 'due',
};

export function LicenceTag({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Tag tone={tones[state] ?? 'plain'}>{t(`licence.state.${state}`)}</Tag>;
}
