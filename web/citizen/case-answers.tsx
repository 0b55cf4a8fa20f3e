import type { Case } from '../../contracts/services.ts';
import { FieldValue } from '../app/field-value.tsx';
import { useSay } from '../app/words.ts';
import { Facts } from '../ui/parts.tsx';

/** What the applicant answered themselves. */
export function CaseAnswers({ item }: { item: Case }) {
  const say = useSay();
  const asked = item.fields.filter((field) => field.kind === 'asked');
  return (
    <Facts
      rows={asked.map((field) => [say(field.title), <FieldValue key={field.name} field={field} value={field.value} />])}
    />
  );
}
