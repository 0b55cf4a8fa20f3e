import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { langOf } from './chinese.tsx';

interface Around {
  id: string;
  label: string;
  help?: ReactNode;
  fault?: string | undefined;
  optional?: boolean;
}

/** The ids that tie a control to its help and its fault. */
export function describedBy({ id, help, fault }: Pick<Around, 'id' | 'help' | 'fault'>): string | undefined {
  return [help ? `${id}-help` : '', fault ? `${id}-fault` : ''].filter(Boolean).join(' ') || undefined;
}

/** A label, its help, the control, and what is wrong with it. */
export function FieldFrame({ id, label, help, fault, optional = false, children }: Around & { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="quiet"> {t('field.optional')}</span>}
      </label>
      {help && (
        <div id={`${id}-help`} className="help">
          {help}
        </div>
      )}
      {children}
      {fault && (
        <p id={`${id}-fault`} className="fault">
          {fault}
        </p>
      )}
    </div>
  );
}

export function TextField({
  id,
  label,
  help,
  fault,
  optional,
  ...rest
}: Around & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <FieldFrame {...{ id, label, help, fault, ...(optional && { optional }) }}>
      <input
        id={id}
        className="input"
        aria-describedby={describedBy({ id, help, fault })}
        aria-invalid={fault ? true : undefined}
        {...rest}
      />
    </FieldFrame>
  );
}

export function TextArea({
  id,
  label,
  help,
  fault,
  optional,
  ...rest
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <FieldFrame {...{ id, label, help, fault, ...(optional && { optional }) }}>
      <textarea
        id={id}
        className="input"
        rows={4}
        aria-describedby={describedBy({ id, help, fault })}
        aria-invalid={fault ? true : undefined}
        {...rest}
      />
    </FieldFrame>
  );
}

export function SelectField({
  id,
  label,
  help,
  fault,
  optional,
  options,
  ...rest
}: Around & SelectHTMLAttributes<HTMLSelectElement> & { options: { value: string; label: string }[] }) {
  const { t } = useTranslation();
  return (
    <FieldFrame {...{ id, label, help, fault, ...(optional && { optional }) }}>
      <select
        id={id}
        className="input"
        aria-describedby={describedBy({ id, help, fault })}
        aria-invalid={fault ? true : undefined}
        {...rest}
      >
        <option value="">{t('field.choose')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value} lang={langOf(option.label)}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
