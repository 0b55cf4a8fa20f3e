import Form from '@rjsf/core';
import type { FormContextType } from '@rjsf/utils';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Case, getService } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { useCodeLists } from '../app/code-words.ts';
import { Fault, Loading } from '../ui/parts.tsx';
import { askedForm } from './asked-form.ts';
import { formTemplates, formWidgets } from './form-theme.tsx';
import { faultWords, formValidator, isSound } from './form-validator.ts';

interface CaseAskedProps {
  item: Case;
  formId: string;
  onChange(answers: Record<string, unknown>): void;
  onValid(): void;
}

/** What only the applicant knows, asked by the service's own JSON Schema. */
export function CaseAsked({ item, formId, onChange, onValid }: CaseAskedProps) {
  const { t, i18n } = useTranslation();
  const service = useQuery({
    queryKey: ['service', item.service.key],
    queryFn: () => api(getService, { params: { key: item.service.key } }),
  });
  const asked = item.fields.filter((field) => field.kind === 'asked');
  const lists = useCodeLists(asked.map((field) => field.codeList));
  const [answers, setAnswers] = useState<Record<string, unknown>>(() => answersOf(item));
  const sent = useRef(answers);
  const form = service.data && lists && askedForm(service.data, asked, lists, i18n.language, answers);
  if (service.isError) return <Fault error={service.error} onRetry={() => void service.refetch()} />;
  if (!form) return <Loading lines={3} />;
  return (
    <Form<Record<string, unknown>, typeof form.schema, FormContextType>
      id={formId}
      idPrefix="answer"
      schema={form.schema}
      uiSchema={form.uiSchema}
      formData={answers}
      validator={formValidator}
      templates={formTemplates}
      widgets={formWidgets}
      transformErrors={(errors) => errors.map((error) => ({ ...error, message: faultWords(error, t) }))}
      noHtml5Validate
      showErrorList={false}
      focusOnFirstError
      onChange={({ formData = {} }) => {
        setAnswers(formData);
        const changed: Record<string, unknown> = {};
        for (const { name } of asked) {
          const value = formData[name] ?? null;
          const schema = form.schema.properties?.[name];
          if (value !== (sent.current[name] ?? null) && (value === null || isSound(schema, value)))
            changed[name] = value;
        }
        sent.current = { ...sent.current, ...changed };
        if (Object.keys(changed).length > 0) onChange(changed);
      }}
      onSubmit={() => onValid()}
      // The faults stand at their fields; without this they would be printed to the console as well.
      onError={() => undefined}
    >
      {/* The page's own button hands the form in. */}
      <span />
    </Form>
  );
}

function answersOf(item: Case): Record<string, unknown> {
  return Object.fromEntries(
    item.fields.flatMap((field) =>
      field.kind === 'asked' && field.value !== null && field.value !== undefined ? [[field.name, field.value]] : [],
    ),
  );
}
