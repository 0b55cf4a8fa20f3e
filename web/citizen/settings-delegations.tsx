import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Delegation, listMyDelegations, revokeDelegation } from '../../contracts/identity.ts';
import { api } from '../api.ts';
import { shortDay } from '../app/format.ts';
import { useSay } from '../app/words.ts';
import { allServices } from '../front/services-query.ts';
import { Chinese } from '../ui/chinese.tsx';
import { Button, Empty, Fault, Loading, Tag } from '../ui/parts.tsx';
import { GrantDelegation } from './grant-delegation.tsx';

/** Who may act for whose company, in what, until when; a legal representative gives and takes it here. */
export function Delegations() {
  const { t } = useTranslation();
  const [granting, setGranting] = useState(false);
  const held = useQuery({ queryKey: ['delegations'], queryFn: () => api(listMyDelegations) });
  const mine = held.data?.items ?? [];
  const organisations = held.data?.organisations ?? [];
  return (
    <section className="section" aria-labelledby="delegations">
      <h2 id="delegations">{t('delegations.title')}</h2>
      <p className="quiet">{t('delegations.lead')}</p>
      {held.isPending && <Loading lines={3} />}
      {held.isError && <Fault error={held.error} onRetry={() => void held.refetch()} />}
      {held.data && mine.length === 0 && (
        <Empty>{t(organisations.length > 0 ? 'delegations.noneGiven' : 'delegations.none')}</Empty>
      )}
      <ul className="list">
        {mine.map((each) => (
          <Held key={`${each.side} ${each.id}`} held={each} />
        ))}
      </ul>
      {organisations.length > 0 &&
        (granting ? (
          <GrantDelegation organisations={organisations} onDone={() => setGranting(false)} />
        ) : (
          <div className="actions">
            <Button onClick={() => setGranting(true)}>{t('delegations.grant')}</Button>
          </div>
        ))}
    </section>
  );
}

function Held({ held }: { held: Delegation }) {
  const { t } = useTranslation();
  const say = useSay();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const services = useQuery(allServices);
  const revoke = useMutation({
    mutationFn: () => api(revokeDelegation, { params: { id: held.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['delegations'] }),
  });
  const titleOf = (key: string) => {
    const service = services.data?.items.find((each) => each.key === key);
    return service ? say(service.title) : key;
  };
  const live = held.state === 'active' || held.state === 'notYet';
  return (
    <li>
      <div className="row-head">
        <strong>
          <Chinese text={held.organisation.name} />
        </strong>
        <Tag tone={held.state === 'active' ? 'done' : 'plain'}>{t(`delegations.state.${held.state}`)}</Tag>
      </div>
      <p>
        {held.side === 'agent'
          ? t('delegations.toMe')
          : t('delegations.toAgent', { name: held.myself ? t('delegations.myself') : held.agentName })}
        {services.data && t('delegations.scope', { services: held.scope.map(titleOf).join(t('list.and')) })}
      </p>
      <p className="quiet">
        {t('delegations.days', { from: shortDay(held.validFrom), until: shortDay(held.validUntil) })}
      </p>
      {held.side === 'grantor' && live && !asked && (
        <Button kind="text" onClick={() => setAsked(true)}>
          {t('delegations.revoke')}
        </Button>
      )}
      {asked && live && (
        <div className="actions">
          <span>{t('delegations.sure')}</span>
          <Button disabled={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('delegations.yes')}
          </Button>
          <Button kind="text" onClick={() => setAsked(false)}>
            {t('dialog.cancel')}
          </Button>
        </div>
      )}
      {revoke.isError && <Fault error={revoke.error} />}
    </li>
  );
}
