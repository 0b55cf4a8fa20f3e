import { useTranslation } from 'react-i18next';
import { useRegionLevels } from './regions.ts';
import { useName } from './words.ts';

interface RegionChoiceProps {
  id: string;
  value: string;
  invalid?: boolean;
  describedBy?: string | undefined;
  onChange(code: string): void;
}

/** A region, chosen level by level: province, city, county. */
export function RegionChoice({ id, value, invalid = false, describedBy, onChange }: RegionChoiceProps) {
  const { t } = useTranslation();
  const nameOf = useName();
  const levels = useRegionLevels(value);
  const chosen = [`${value.slice(0, 2)}0000`, `${value.slice(0, 4)}00`, value];
  return (
    <div className="region-choice">
      {levels.map((regions, level) =>
        regions?.length === 0 ? null : (
          <select
            key={['province', 'city', 'county'][level]}
            id={level === 0 ? `${id}-province` : undefined}
            className="input"
            aria-label={t(`region.level${level}`)}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
            value={value && regions?.some((region) => region.code === chosen[level]) ? chosen[level] : ''}
            onChange={(event) => onChange(event.target.value || (level === 0 ? '' : chosen[level - 1]!))}
          >
            <option value="">{t(`region.level${level}`)}</option>
            {regions?.map((region) => (
              <option key={region.code} value={region.code}>
                {nameOf(region)}
              </option>
            ))}
          </select>
        ),
      )}
    </div>
  );
}
