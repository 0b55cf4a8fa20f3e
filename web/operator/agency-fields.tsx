import { useTranslation } from 'react-i18next';
import { agencyKinds, kindWords } from '../../contracts/agency-kinds.ts';
import { creditCodeFault } from '../../contracts/credit-code.ts';
import { RegionChoice } from '../app/region-choice.tsx';
import { useSay } from '../app/words.ts';
import { SelectField, TextField } from '../ui/fields.tsx';

const levels = ['1', '2', '3', '4'];

export interface AgencyInput {
  creditCode: string;
  name: string;
  nameEn: string;
  regionCode: string;
  kind: string;
  level: string;
}
export const blankAgency: AgencyInput = { creditCode: '', name: '', nameEn: '', regionCode: '', kind: '', level: '' };

/** What the server asks for, out of what was typed. */
export function agencyBody({ name, nameEn, regionCode, kind, level }: AgencyInput) {
  return { name: name.trim(), ...(nameEn.trim() && { nameEn: nameEn.trim() }), regionCode, kind, level: Number(level) };
}

export type AgencyFault = keyof Omit<AgencyInput, 'nameEn'>;

/** Which fields are wrong, before the server is asked. */
export function faultyFields(input: AgencyInput): AgencyFault[] {
  const wrong: Record<AgencyFault, boolean> = {
    creditCode: creditCodeFault(input.creditCode) !== null,
    name: input.name.trim().length < 2,
    regionCode: !input.regionCode,
    kind: !input.kind,
    level: !input.level,
  };
  return (Object.keys(wrong) as AgencyFault[]).filter((field) => wrong[field]);
}

interface AgencyFieldsProps {
  input: AgencyInput;
  /** Shown once the form was sent. */
  faults: readonly AgencyFault[];
  /** The credit code stays for good. */
  fixedCode?: boolean;
  onChange(input: AgencyInput): void;
}

/** What an agency is: its name, code, trade, level and place. */
export function AgencyFields({ input, faults, fixedCode = false, onChange }: AgencyFieldsProps) {
  const { t } = useTranslation();
  const say = useSay();
  const faultOf = (field: AgencyFault) =>
    faults.includes(field) ? t(field === 'creditCode' ? 'agencies.creditCodeFault' : 'fault.required') : undefined;
  return (
    <div className="fields">
      <TextField
        id="agency-name"
        label={t('agencies.name')}
        value={input.name}
        maxLength={100}
        fault={faultOf('name')}
        onChange={(event) => onChange({ ...input, name: event.target.value })}
      />
      <TextField
        id="agency-name-en"
        label={t('agencies.nameEn')}
        optional
        value={input.nameEn}
        maxLength={200}
        onChange={(event) => onChange({ ...input, nameEn: event.target.value })}
      />
      <TextField
        id="agency-credit-code"
        label={t('agencies.creditCode')}
        value={input.creditCode}
        maxLength={18}
        autoComplete="off"
        disabled={fixedCode}
        help={fixedCode ? t('agencies.fixedCode') : undefined}
        fault={faultOf('creditCode')}
        onChange={(event) => onChange({ ...input, creditCode: event.target.value.trim().toUpperCase() })}
      />
      <SelectField
        id="agency-kind"
        label={t('agencies.kind')}
        value={input.kind}
        options={[...new Set([...Object.keys(agencyKinds), ...(input.kind ? [input.kind] : [])])].map((value) => ({
          value,
          label: say(kindWords(value)),
        }))}
        fault={faultOf('kind')}
        onChange={(event) => onChange({ ...input, kind: event.target.value })}
      />
      <SelectField
        id="agency-level"
        label={t('agencies.level')}
        value={input.level}
        options={levels.map((value) => ({ value, label: t(`agencies.levels.${value}`) }))}
        fault={faultOf('level')}
        onChange={(event) => onChange({ ...input, level: event.target.value })}
      />
      <fieldset className="field choices">
        <legend>{t('agencies.region')}</legend>
        <RegionChoice
          id="agency-region"
          value={input.regionCode}
          invalid={faults.includes('regionCode')}
          describedBy={faults.includes('regionCode') ? 'agency-region-fault' : undefined}
          onChange={(regionCode) => onChange({ ...input, regionCode })}
        />
        {faults.includes('regionCode') && (
          <p id="agency-region-fault" className="fault">
            {t('fault.required')}
          </p>
        )}
      </fieldset>
    </div>
  );
}
