import { useTranslation } from 'react-i18next';
import type { ResourceState } from '../../contracts/catalogue.ts';
import { Tag, type Tone } from '../ui/parts.tsx';

const tones: Record<ResourceState, Tone> = {
  draft: 'plain',
  submitted: 'wait',
  returned: 'due',
  published: 'done',
  suspended: 'wait',
  retired: 'plain',
};

export function ResourceTag({ state }: { state: ResourceState }) {
  const { t } = useTranslation();
  return <Tag tone={tones[state]}>{t(`resource.states.${state}`)}</Tag>;
}
