import { useTranslation } from 'react-i18next';
import type { PublicJwk } from '../../contracts/identity.ts';
import { TextArea } from '../ui/fields.tsx';
import { makeKeyPair, readPublicKeys } from './key-pair.ts';

export const ways = ['made', 'given', 'secret'] as const;
export type Way = (typeof ways)[number];

export interface KeyChoice {
  way: Way;
  /** What was pasted, where the keys are given. */
  text: string;
}

/** How a system proves who it is: a pair made here, a public key of its own, or a secret. */
export function ClientKeyChoice({
  id,
  offered,
  choice,
  tried,
  onChange,
}: {
  id: string;
  offered: readonly Way[];
  choice: KeyChoice;
  tried: boolean;
  onChange(choice: KeyChoice): void;
}) {
  const { t } = useTranslation();
  const read = choice.way === 'given' ? readPublicKeys(choice.text) : null;
  return (
    <>
      <fieldset className="choices">
        <legend>{t('clients.way')}</legend>
        {offered.map((way) => (
          <label key={way} className="choice">
            <input
              type="radio"
              name={`${id}-way`}
              checked={choice.way === way}
              onChange={() => onChange({ ...choice, way })}
            />
            <span>
              {t(`clients.ways.${way}`)}
              <span className="quiet">{t(`clients.wayHelp.${way}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {choice.way === 'given' && (
        <TextArea
          id={`${id}-keys`}
          label={t('clients.publicKeys')}
          help={t('clients.publicKeysHelp')}
          className="input code"
          spellCheck={false}
          value={choice.text}
          fault={
            (tried || choice.text !== '') && read && 'fault' in read ? t(`clients.keyFault.${read.fault}`) : undefined
          }
          onChange={(event) => onChange({ ...choice, text: event.target.value })}
        />
      )}
    </>
  );
}

export interface ChosenKeys {
  /** Undefined where a secret is wanted. */
  publicKeys: PublicJwk[] | undefined;
  /** Of a pair that was made here: for its owner alone. */
  privateKey: string | null;
}

/** The keys that were chosen; null while what was pasted cannot be used. */
export async function keysOf({ way, text }: KeyChoice): Promise<ChosenKeys | null> {
  if (way === 'secret') return { publicKeys: undefined, privateKey: null };
  if (way === 'made') {
    const { publicKey, privateKey } = await makeKeyPair();
    return { publicKeys: [publicKey], privateKey };
  }
  const read = readPublicKeys(text);
  return 'keys' in read ? { publicKeys: read.keys, privateKey: null } : null;
}
