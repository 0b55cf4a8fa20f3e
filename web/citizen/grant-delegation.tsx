import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { citizenIdFault, normaliseCitizenId } from '../../contracts/citizen-id.ts';
import { grantDelegation } from '../../contracts/identity.ts';
import { api } from '../api.ts';
import { today } from '../app/format.ts';
import { useSay } from '../app/words.ts';
import { allServices } from '../front/services-query.ts';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';

interface GrantDelegationProps {
  organisations: { creditCode: string; name: string }[];
  onDone(): void;
}

/** For whom, who, what, until when (民法典 art. 165). */
export function GrantDelegation({ organisations, onDone }: GrantDelegationProps) {
  const { t } = useTranslation();
  const say = useSay();
  const queries = useQueryClient();
  const services = useQuery(allServices);
  const [creditCode, setCreditCode] = useState(organisations.length === 1 ? organisations[0]!.creditCode : '');
  const [agentName, setAgentName] = useState('');
  const [number, setNumber] = useState('');
  const [scope, setScope] = useState<string[]>([]);
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const agentCitizenId = normaliseCitizenId(number);
  const faults = {
    organisation: creditCode ? undefined : t('fault.required'),
    name: agentName.trim() ? undefined : t('fault.required'),
    number: citizenIdFault(agentCitizenId) ? t('delegations.numberFault') : undefined,
    scope: scope.length > 0 ? undefined : t('delegations.scopeFault'),
    until: until >= today() ? undefined : t('delegations.untilFault'),
  };
  const shown: Partial<typeof faults> = tried ? faults : {};
  const grant = useMutation({
    mutationFn: () =>
      api(grantDelegation, {
        body: { creditCode, agentName: agentName.trim(), agentCitizenId, scope, validFrom: today(), validUntil: until },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['delegations'] });
      onDone();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).every((fault) => fault === undefined)) grant.mutate();
  };
  return (
    <form className="panel" onSubmit={send} noValidate aria-label={t('delegations.grant')}>
      <SelectField
        id="grant-organisation"
        label={t('delegations.organisation')}
        fault={shown.organisation}
        options={organisations.map(({ creditCode: value, name: label }) => ({ value, label }))}
        value={creditCode}
        onChange={(event) => setCreditCode(event.target.value)}
      />
      <TextField
        id="grant-name"
        label={t('delegations.agentName')}
        fault={shown.name}
        autoComplete="off"
        maxLength={50}
        value={agentName}
        onChange={(event) => setAgentName(event.target.value)}
      />
      <TextField
        id="grant-number"
        label={t('delegations.agentNumber')}
        help={t('delegations.agentNumberHelp')}
        fault={shown.number}
        autoComplete="off"
        maxLength={18}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
      />
      <fieldset className="field choices" aria-describedby={shown.scope ? 'grant-scope-fault' : undefined}>
        <legend>{t('delegations.forWhat')}</legend>
        {services.data?.items
          .filter(({ subject }) => subject === 'company')
          .map(({ key, title }) => (
            <label key={key} className="choice">
              <input
                type="checkbox"
                checked={scope.includes(key)}
                onChange={(event) =>
                  setScope(event.target.checked ? [...scope, key] : scope.filter((each) => each !== key))
                }
              />
              <span>{say(title)}</span>
            </label>
          ))}
        {shown.scope && (
          <p id="grant-scope-fault" className="fault">
            {shown.scope}
          </p>
        )}
      </fieldset>
      <TextField
        id="grant-until"
        label={t('delegations.until')}
        type="date"
        min={today()}
        fault={shown.until}
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
      <div className="actions">
        <Button kind="primary" type="submit" disabled={grant.isPending}>
          {t('delegations.give')}
        </Button>
        <Button kind="text" onClick={onDone}>
          {t('dialog.cancel')}
        </Button>
      </div>
      {grant.isError && <Fault error={grant.error} />}
    </form>
  );
}
