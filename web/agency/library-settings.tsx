import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResourceDetail } from '../../contracts/catalogue.ts';
import type { BodyOf } from '../../contracts/endpoint.ts';
import { getLibrarySettings, type ItemRule, putLibrarySettings } from '../../contracts/library.ts';
import { api } from '../api.ts';
import { useName } from '../app/words.ts';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Button, Fault, Loading } from '../ui/parts.tsx';
import { useToast } from '../ui/toast.tsx';

type Settings = BodyOf<typeof putLibrarySettings>;
type Item = ResourceDetail['items'][number];

/** How long data are kept, and what is asked of values beyond the catalogue's definition of their items. */
export function LibrarySettings({ resource }: { resource: ResourceDetail }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ['library-settings', resource.id],
    queryFn: () => api(getLibrarySettings, { params: { resourceId: resource.id } }),
  });
  return (
    <section className="section" aria-labelledby="settings">
      <h2 id="settings">{t('library.settings.title')}</h2>
      {found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data ? (
        <details>
          <summary>{t('library.settings.open', { count: found.data.rules.length })}</summary>
          <SettingsForm key={JSON.stringify(found.data)} resource={resource} settings={found.data} />
        </details>
      ) : (
        <Loading lines={3} />
      )}
    </section>
  );
}

function SettingsForm({ resource, settings }: { resource: ResourceDetail; settings: Settings }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const say = useToast();
  const [snapshots, setSnapshots] = useState(String(settings.keepSnapshots));
  const [days, setDays] = useState(String(settings.keepHistoryDays));
  const [rules, setRules] = useState<ItemRule[]>(settings.rules);
  const save = useMutation({
    mutationFn: () =>
      api(putLibrarySettings, {
        params: { resourceId: resource.id },
        body: { keepSnapshots: Number(snapshots), keepHistoryDays: Number(days), rules },
      }),
    onSuccess: (next) => {
      queries.setQueryData(['library-settings', resource.id], next);
      say({ text: t('library.settings.saved') });
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate();
  };
  const free = resource.items.filter(({ code }) => !rules.some((rule) => rule.item === code));
  return (
    <form className="column-start" onSubmit={send} noValidate>
      <div className="fields-row">
        <TextField
          id="keep-snapshots"
          type="number"
          min={1}
          max={20}
          label={t('library.settings.snapshots')}
          value={snapshots}
          onChange={(event) => setSnapshots(event.target.value)}
        />
        <TextField
          id="keep-days"
          type="number"
          min={1}
          max={3650}
          label={t('library.settings.days')}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
      </div>
      <p className="quiet">{t('library.settings.keepHelp')}</p>
      <h3>{t('library.settings.rules')}</h3>
      <p className="quiet">{t('library.settings.rulesHelp')}</p>
      {rules.map((rule, place) => {
        const item = resource.items.find(({ code }) => code === rule.item);
        return (
          <fieldset key={rule.item} className="field condition">
            <legend>{item ? nameOf(item) : rule.item}</legend>
            {item && <RuleFields item={item} rule={rule} onChange={(next) => setRules(rules.with(place, next))} />}
            <Button kind="text" onClick={() => setRules(rules.filter((each) => each !== rule))}>
              {t('library.settings.drop', { item: item ? nameOf(item) : rule.item })}
            </Button>
          </fieldset>
        );
      })}
      {free.length > 0 && (
        <SelectField
          id="rule-add"
          label={t('library.settings.add')}
          value=""
          options={free.map((item) => ({ value: item.code, label: nameOf(item) }))}
          onChange={(event) => event.target.value && setRules([...rules, { item: event.target.value }])}
        />
      )}
      {save.isError && <Fault error={save.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={save.isPending}>
          {t('library.settings.save')}
        </Button>
      </div>
    </form>
  );
}

interface RuleFieldsProps {
  item: Item;
  rule: ItemRule;
  onChange(rule: ItemRule): void;
}

/** What can be asked of an item depends on its type: limits of numbers and dates, the form of texts. */
function RuleFields({ item, rule, onChange }: RuleFieldsProps) {
  const { t } = useTranslation();
  const set = (member: 'min' | 'max' | 'pattern' | 'references', text: string) => {
    const { [member]: _, ...rest } = rule;
    onChange(text === '' ? rest : { ...rest, [member]: text });
  };
  const members = [
    ...(['N', 'Y', 'I', 'B', 'F', 'D'].includes(item.type) ? (['min', 'max'] as const) : []),
    ...(item.type === 'C' || item.type === 'M' ? (['pattern'] as const) : []),
    'references' as const,
  ];
  return (
    <>
      <div className="fields-row">
        {members.map((member) => (
          <TextField
            key={member}
            id={`rule-${item.code}-${member}`}
            type={item.type === 'D' && (member === 'min' || member === 'max') ? 'date' : 'text'}
            label={t(`library.settings.${member}`)}
            optional
            maxLength={member === 'pattern' ? 500 : 40}
            value={rule[member] ?? ''}
            onChange={(event) => set(member, event.target.value.trim())}
          />
        ))}
      </div>
      <label className="choice">
        <input
          type="checkbox"
          checked={rule.unique ?? false}
          onChange={(event) => {
            const { unique: _, ...rest } = rule;
            onChange(event.target.checked ? { ...rest, unique: true } : rest);
          }}
        />
        {t('library.settings.unique')}
      </label>
    </>
  );
}
