import '../app/document.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Channel, documentKinds, getSite, putSite, type Site } from '../../contracts/documents.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { useDocumentClasses } from '../app/document-words.ts';
import { RegionChoice } from '../app/region-choice.tsx';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { FieldFrame, SelectField, TextField } from '../ui/fields.tsx';
import { Button, Fault, Loading } from '../ui/parts.tsx';
import { useToast } from '../ui/toast.tsx';
import { useAgencyOptions } from './use-agencies.ts';

type Edited = Omit<Site, 'agencyName' | 'agencyNameEn' | 'regionName' | 'regionNameEn' | 'revision'>;
const blank: Edited = {
  key: '',
  name: '',
  nameEn: '',
  url: 'https://',
  agencyId: '',
  regionCode: '',
  active: true,
  channels: [],
};

/** A site of the directory and what it takes; at `new`, the next one. */
export function OperatorSitePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('sites.one')}>
      <OneSite />
    </SignedIn>
  );
}

function OneSite() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { site: key } = useParams({ from: '/operator/sites/$site' });
  const fresh = key === 'new';
  const found = useQuery({
    queryKey: ['site', key],
    queryFn: () => api(getSite, { params: { site: key } }),
    enabled: !fresh,
  });
  const title = fresh ? t('sites.enter') : found.data ? nameOf(found.data) : t('sites.one');
  return (
    <ConsolePage title={title} back={<Link to="/operator/sites">{t('sites.back')}</Link>}>
      {fresh ? (
        <SiteForm site={blank} revision={null} />
      ) : found.data ? (
        <SiteForm key={found.data.revision} site={editedOf(found.data)} revision={found.data.revision} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </ConsolePage>
  );
}

function editedOf(shown: Site): Edited {
  const { agencyName: _, agencyNameEn: __, regionName: ___, regionNameEn: ____, revision: _____, ...site } = shown;
  return site;
}

function SiteForm({ site, revision }: { site: Edited; revision: number | null }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const account = useAccount();
  const agencies = useAgencyOptions('id');
  const [edited, setEdited] = useState(site);
  const [tried, setTried] = useState(false);
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  const set = (part: Partial<Edited>) => setEdited((before) => ({ ...before, ...part }));
  const { key, ...body } = edited;
  const save = useMutation({
    mutationFn: () =>
      api(putSite, {
        params: { site: key },
        body,
        headers: revision === null ? { 'if-none-match': '*' } : { 'if-match': `"${revision}"` },
      }),
    onSuccess: (next) => {
      void queries.invalidateQueries({ queryKey: ['sites'] });
      queries.setQueryData(['site', next.key], next);
      toast({ text: t('sites.kept') });
      if (revision === null) void navigate({ to: '/operator/sites/$site', params: { site: next.key } });
    },
  });
  const faultOf = (field: 'key' | 'name' | 'nameEn' | 'url' | 'agencyId' | 'regionCode') => {
    if (!tried) return undefined;
    if (!edited[field].trim()) return t('fault.required');
    if (field === 'key' && !keyShape.test(edited.key)) return t('sites.keyFault');
    return field === 'url' && !/^https?:\/\/[^\s/]+/.test(edited.url) ? t('sites.urlFault') : undefined;
  };
  const whole =
    keyShape.test(key) &&
    [edited.name, edited.nameEn, edited.agencyId, edited.regionCode].every((each) => each.trim()) &&
    edited.channels.every((channel) => keyShape.test(channel.key) && channel.name.trim() && channel.nameEn.trim());
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (whole) save.mutate();
  };
  const field = (name: 'key' | 'name' | 'nameEn' | 'url') => ({
    id: `site-${name}`,
    label: t(`sites.${name}`),
    fault: faultOf(name),
    value: edited[name],
    disabled: !operates || (name === 'key' && revision !== null),
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  return (
    <form className="panel" onSubmit={send} noValidate aria-label={t('sites.one')}>
      <div className="fields">
        <TextField {...field('name')} maxLength={100} />
        <TextField {...field('nameEn')} maxLength={200} />
        <TextField {...field('key')} help={t('sites.keyHelp')} maxLength={63} />
        <TextField {...field('url')} type="url" maxLength={200} />
        <SelectField
          id="site-agency"
          label={t('sites.agency')}
          fault={faultOf('agencyId')}
          value={edited.agencyId}
          disabled={!operates}
          options={agencies}
          onChange={(event) => set({ agencyId: event.target.value })}
        />
      </div>
      <FieldFrame id="site-region-province" label={t('sites.region')} fault={faultOf('regionCode')}>
        <RegionChoice id="site-region" value={edited.regionCode} onChange={(code) => set({ regionCode: code })} />
      </FieldFrame>
      <label className="choice">
        <input
          type="checkbox"
          checked={edited.active}
          disabled={!operates}
          onChange={(event) => set({ active: event.target.checked })}
        />
        {t('sites.isOpen')}
      </label>
      <h2>{t('sites.channels')}</h2>
      <p className="quiet">{t('sites.channelsHelp')}</p>
      {edited.channels.map((channel, place) => (
        <ChannelFields
          key={String(place)}
          place={place}
          channel={channel}
          tried={tried}
          onChange={(next) => set({ channels: edited.channels.map((each, i) => (i === place ? next : each)) })}
          onRemove={() => set({ channels: edited.channels.filter((_, i) => i !== place) })}
        />
      ))}
      {save.isError && <Fault error={save.error} />}
      {operates && (
        <div className="actions">
          <Button kind="primary" type="submit" disabled={save.isPending}>
            {t('sites.save')}
          </Button>
          <Button onClick={() => set({ channels: [...edited.channels, blankChannel] })}>{t('sites.addChannel')}</Button>
        </div>
      )}
    </form>
  );
}

const keyShape = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const blankChannel: Channel = {
  key: '',
  name: '',
  nameEn: '',
  kinds: [],
  classCodes: [],
  agencyIds: [],
  regionCode: null,
};

interface ChannelProps {
  place: number;
  channel: Channel;
  tried: boolean;
  onChange(channel: Channel): void;
  onRemove(): void;
}

/** What one column takes; nothing chosen takes all. */
function ChannelFields({ place, channel, tried, onChange, onRemove }: ChannelProps) {
  const { t } = useTranslation();
  const nameOf = useName();
  const classes = useDocumentClasses();
  const set = (part: Partial<Channel>) => onChange({ ...channel, ...part });
  const toggled = <T extends string>(list: T[], value: T) =>
    list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
  const field = (name: 'key' | 'name' | 'nameEn') => ({
    id: `channel-${place}-${name}`,
    label: t(`sites.channel${name[0]!.toUpperCase()}${name.slice(1)}`),
    fault:
      tried && !channel[name].trim()
        ? t('fault.required')
        : tried && name === 'key' && !keyShape.test(channel.key)
          ? t('sites.keyFault')
          : undefined,
    value: channel[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  return (
    <fieldset className="document-channel">
      <legend>{nameOf(channel) || t('sites.newChannel')}</legend>
      <div className="fields">
        <TextField {...field('name')} maxLength={60} />
        <TextField {...field('nameEn')} maxLength={100} />
        <TextField {...field('key')} maxLength={63} />
      </div>
      <p id={`channel-${place}-kinds`}>{t('sites.channelKinds')}</p>
      <div className="document-choices">
        {documentKinds.map((kind) => (
          <label key={kind} className="choice">
            <input
              type="checkbox"
              checked={channel.kinds.includes(kind)}
              onChange={() => set({ kinds: toggled(channel.kinds, kind) })}
            />
            {t(`documents.kinds.${kind}`)}
          </label>
        ))}
      </div>
      <details>
        <summary>{t('sites.channelClasses', { count: channel.classCodes.length })}</summary>
        <div className="document-choices">
          {classes.map(({ value, label }) => (
            <label key={value} className="choice">
              <input
                type="checkbox"
                checked={channel.classCodes.includes(value)}
                onChange={() => set({ classCodes: toggled(channel.classCodes, value) })}
              />
              {label}
            </label>
          ))}
        </div>
      </details>
      <FieldFrame id={`channel-${place}-region-province`} label={t('sites.channelRegion')} optional>
        <RegionChoice
          id={`channel-${place}-region`}
          value={channel.regionCode ?? ''}
          onChange={(code) => set({ regionCode: code || null })}
        />
      </FieldFrame>
      <Button kind="text" onClick={onRemove}>
        {t('sites.removeChannel', { name: nameOf(channel) })}
      </Button>
    </fieldset>
  );
}
