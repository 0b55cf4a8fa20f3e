import './operator.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createAccount } from '../../contracts/accounts.ts';
import type { AgencyOverview } from '../../contracts/supervision.ts';
import { api } from '../api.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Facts, Fault, Note, Tag } from '../ui/parts.tsx';

/** Whether the agency is still on its way: nobody of it can work yet, or it neither gives nor uses data. */
export function isUnderWay({ accounts, grants, resources }: AgencyOverview): boolean {
  return accounts.all === 0 || (resources.published === 0 && grants.held === 0);
}

/** The way of a new agency, step by step, each ticked by what is really there. */
export function AgencySteps({ overview, operates }: { overview: AgencyOverview; operates: boolean }) {
  const { t } = useTranslation();
  const { agency, accounts, clients, resources, grants } = overview;
  const done = {
    agency: true,
    account: accounts.all > 0,
    signIn: overview.lastSignInAt !== null,
    client: clients.length > 0,
    next: resources.published > 0 || grants.held > 0,
  };
  const steps = Object.keys(done) as (keyof typeof done)[];
  const now = steps.find((step) => !done[step]);
  return (
    <section className="panel" aria-labelledby="agency-steps">
      <h2 id="agency-steps">{t('onboard.title')}</h2>
      <ol className="steps">
        {steps.map((step) => (
          <li key={step} aria-current={step === now ? 'step' : undefined}>
            <div className="row-head">
              <strong>{t(`onboard.steps.${step}`)}</strong>
              <Tag tone={done[step] ? 'done' : step === now ? 'act' : 'plain'}>
                {t(done[step] ? 'onboard.done' : step === now ? 'onboard.now' : 'onboard.later')}
              </Tag>
            </div>
            {!done[step] && <p className="quiet">{t(`onboard.texts.${step}`)}</p>}
            {step === 'account' && operates && (
              <FirstAccount creditCode={agency.creditCode} id={agency.id} first={!done.account} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The first member of the agency's staff; the password is shown here and never again. */
function FirstAccount({ creditCode, id, first }: { creditCode: string; id: string; first: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [input, setInput] = useState({ username: '', name: '' });
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      api(createAccount, {
        body: {
          username: input.username.trim(),
          name: input.name.trim(),
          agency: creditCode,
          roles: ['steward', 'developer'],
        },
      }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['agency', id] }),
  });
  if (create.isSuccess) {
    const { account, password } = create.data;
    const both = t('onboard.handOver', { username: account.username, password });
    return (
      <div role="status">
        <Note tone="wait">
          <p>
            <strong>{t('onboard.passwordOnce')}</strong>
          </p>
          <Facts
            rows={[
              [t('onboard.username'), <code key="username">{account.username}</code>],
              [t('onboard.password'), <code key="password">{password}</code>],
            ]}
          />
          <CopyButton text={both} of={t('onboard.both')} />
        </Note>
      </div>
    );
  }
  if (!first) return null;
  const faultOf = (text: string, least: number) =>
    tried && text.trim().length < least ? t('fault.required') : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (input.username.trim().length >= 3 && input.name.trim()) create.mutate();
  };
  return (
    <form onSubmit={send} noValidate aria-label={t('onboard.steps.account')}>
      <div className="fields">
        <TextField
          id="first-name"
          label={t('onboard.name')}
          value={input.name}
          maxLength={50}
          autoComplete="off"
          fault={faultOf(input.name, 1)}
          onChange={(event) => setInput({ ...input, name: event.target.value })}
        />
        <TextField
          id="first-username"
          label={t('onboard.username')}
          help={t('onboard.usernameHelp')}
          value={input.username}
          maxLength={80}
          autoComplete="off"
          fault={faultOf(input.username, 3)}
          onChange={(event) => setInput({ ...input, username: event.target.value })}
        />
      </div>
      {create.isError && <Fault error={create.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={create.isPending}>
          {t('onboard.make')}
        </Button>
      </div>
    </form>
  );
}
