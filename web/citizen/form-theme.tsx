import type {
  BaseInputTemplateProps,
  FieldErrorProps,
  FieldTemplateProps,
  ObjectFieldTemplateProps,
  RegistryWidgetsType,
  TemplatesType,
  WidgetProps,
} from '@rjsf/utils';
import { useTranslation } from 'react-i18next';
import { RegionChoice } from '../app/region-choice.tsx';

/** The form engine drawn with our own parts: native inputs, one label each, help and fault tied to the input. */
const help = (id: string) => `${id}__help`;
const fault = (id: string) => `${id}__error`;

function describedBy({
  id,
  rawErrors,
  schema,
  uiSchema,
  options,
}: Pick<WidgetProps, 'id' | 'rawErrors' | 'schema' | 'uiSchema' | 'options'>) {
  const described = options.description ?? uiSchema?.['ui:description'] ?? schema.description;
  return [described ? help(id) : '', rawErrors?.length ? fault(id) : ''].filter(Boolean).join(' ') || undefined;
}

function Field({
  id,
  label,
  required,
  hidden,
  displayLabel,
  rawDescription,
  errors,
  children,
  uiSchema,
  schema,
}: FieldTemplateProps) {
  const { t } = useTranslation();
  if (hidden) return <div hidden>{children}</div>;
  if (schema.type === 'object') return children;
  const grouped = uiSchema?.['ui:widget'] === 'checkboxes' || uiSchema?.['ui:widget'] === 'region';
  const title = (
    <>
      {label}
      {!required && <span className="quiet"> {t('field.optional')}</span>}
    </>
  );
  const inner = (
    <>
      {rawDescription && (
        <div id={help(id)} className="help">
          {rawDescription}
        </div>
      )}
      {children}
      {errors}
    </>
  );
  if (grouped) {
    return (
      <fieldset id={id} className="field choices" tabIndex={-1}>
        <legend>{title}</legend>
        {inner}
      </fieldset>
    );
  }
  return (
    <div className="field">
      {(displayLabel ?? true) && <label htmlFor={id}>{title}</label>}
      {inner}
    </div>
  );
}

function FieldErrors({ errors = [], fieldPathId }: FieldErrorProps) {
  if (errors.length === 0) return null;
  return (
    <p id={fault(fieldPathId.$id)} className="fault" role="alert">
      {[...new Set(errors.map(String))].join(' ')}
    </p>
  );
}

function Fields({ properties }: ObjectFieldTemplateProps) {
  return properties.map((property) => property.content);
}

function Input(props: BaseInputTemplateProps) {
  const {
    id,
    value,
    required,
    disabled,
    readonly,

    schema,
    type,
    rawErrors,
    onChange,
    onBlur,
    onFocus,
    options,
  } = props;
  const numeric = schema.type === 'integer' || schema.type === 'number';
  return (
    <input
      id={id}
      name={id}
      className="input"
      type={type ?? (schema.format === 'date' ? 'date' : 'text')}
      inputMode={numeric || /^\^?[\\d\d{}[\]()|+*?$-]+$/.test(schema.pattern ?? '') ? 'numeric' : undefined}
      value={value ?? ''}
      required={required}
      disabled={disabled}
      readOnly={readonly}
      maxLength={schema.maxLength}
      aria-invalid={rawErrors?.length ? true : undefined}
      aria-describedby={describedBy(props)}
      onChange={(event) => onChange(event.target.value === '' ? options.emptyValue : event.target.value)}
      onBlur={(event) => onBlur(id, event.target.value)}
      onFocus={(event) => onFocus(id, event.target.value)}
    />
  );
}

function Textarea(props: WidgetProps) {
  const { id, value, required, schema, rawErrors, onChange, options } = props;
  return (
    <textarea
      id={id}
      name={id}
      className="input"
      rows={5}
      value={value ?? ''}
      required={required}
      maxLength={schema.maxLength}
      aria-invalid={rawErrors?.length ? true : undefined}
      aria-describedby={describedBy(props)}
      onChange={(event) => onChange(event.target.value === '' ? options.emptyValue : event.target.value)}
    />
  );
}

function Select(props: WidgetProps) {
  const { t } = useTranslation();
  const { id, value, required, rawErrors, onChange, options } = props;
  const choices = options.enumOptions ?? [];
  const chosen = choices.findIndex((choice) => choice.value === value);
  return (
    <select
      id={id}
      name={id}
      className="input"
      value={chosen}
      required={required}
      aria-invalid={rawErrors?.length ? true : undefined}
      aria-describedby={describedBy(props)}
      onChange={(event) => onChange(choices[Number(event.target.value)]?.value)}
    >
      <option value={-1}>{t('field.choose')}</option>
      {choices.map((choice, index) => (
        <option key={String(choice.value)} value={index}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

function Checkboxes(props: WidgetProps) {
  const { id, value, rawErrors, onChange, options } = props;
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  const choices = options.enumOptions ?? [];
  return choices.map((choice, index) => (
    <label key={String(choice.value)} className="choice">
      <input
        type="checkbox"
        name={id}
        checked={chosen.includes(choice.value)}
        aria-invalid={rawErrors?.length ? true : undefined}
        aria-describedby={index === 0 ? describedBy(props) : undefined}
        // Kept in the order of the choices, whatever the order of ticking.
        onChange={(event) =>
          onChange(
            choices
              .map((other) => other.value)
              .filter((other) => (other === choice.value ? event.target.checked : chosen.includes(other))),
          )
        }
      />
      <span>{choice.label}</span>
    </label>
  ));
}

function YesNo({ id, value, label, onChange }: WidgetProps) {
  return (
    <label className="choice">
      <input id={id} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

function Region(props: WidgetProps) {
  return (
    <RegionChoice
      id={props.id}
      value={typeof props.value === 'string' ? props.value : ''}
      invalid={Boolean(props.rawErrors?.length)}
      describedBy={describedBy(props)}
      onChange={(code) => props.onChange(code || undefined)}
    />
  );
}

export const formTemplates: Partial<Omit<TemplatesType, 'ButtonTemplates'>> = {
  FieldTemplate: Field,
  FieldErrorTemplate: FieldErrors,
  ObjectFieldTemplate: Fields,
  BaseInputTemplate: Input,
};

export const formWidgets: RegistryWidgetsType = {
  TextareaWidget: Textarea,
  SelectWidget: Select,
  CheckboxesWidget: Checkboxes,
  CheckboxWidget: YesNo,
  DateWidget: Input as RegistryWidgetsType[string],
  region: Region,
};
