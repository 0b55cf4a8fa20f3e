import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Facts, type Tone } from '../ui/parts.tsx';
import type { Finding } from './find-licence.ts';
import { shortDay, shortTime } from './format.ts';
import { LicenceClaims } from './licence-claims.tsx';

interface Check {
  ok: boolean;
  text: string;
}

/** The answer, large and in one word or two; then what was checked, and what was shown. */
export function LicenceFinding({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const result = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new finding is to be read out
  useEffect(() => result.current?.focus(), [finding]);
  const answer = answerOf(finding);
  const good = answer === 'valid';
  const tone: Tone = good ? 'done' : answer === 'codeUnknown' || answer === 'malformed' ? 'wait' : 'due';
  return (
    <section ref={result} tabIndex={-1} aria-label={t('finding.result')} className="finding">
      <div className="finding-answer" data-tone={tone} role={good ? undefined : 'alert'}>
        <Mark kind={good ? 'good' : tone === 'wait' ? 'unsure' : 'bad'} />
        <div>
          <h2>{t(`finding.answer.${answer}`)}</h2>
          <p>{messageOf(finding, t)}</p>
        </div>
      </div>
      {finding.by !== 'nothing' && <Details finding={finding} />}
    </section>
  );
}

function answerOf(finding: Finding): string {
  if (finding.by === 'nothing') return finding.why;
  if (finding.by === 'code') return finding.shown.state;
  return finding.found.fault ?? finding.found.state ?? 'notOnRecord';
}

function messageOf(finding: Finding, t: ReturnType<typeof useTranslation>['t']): string {
  if (finding.by === 'nothing') return t(`finding.text.${finding.why}`);
  if (finding.by === 'code') return finding.shown.message;
  return finding.signer === null ? finding.found.message : t('finding.text.elsewhere', { issuer: finding.signer });
}

function Details({ finding }: { finding: Exclude<Finding, { by: 'nothing' }> }) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === 'en';
  const of = finding.by === 'code' ? finding.shown : finding.found;
  const holder = finding.by === 'credential' ? finding.found.holder : null;
  return (
    <>
      <Facts
        rows={[
          [t('licence.type'), of.type && (english ? (of.type.nameEn ?? of.type.name) : of.type.name)],
          [t('licence.issuer'), of.issuer && `${of.issuer.name} ${of.issuer.creditCode}`],
          [t('finding.for'), holder && `${holder.name} ${holder.number}`],
          [
            t('licence.validity'),
            of.validFrom &&
              (of.validUntil
                ? t('licence.fromTo', { from: shortDay(of.validFrom), to: shortDay(of.validUntil) })
                : t('licence.fromOn', { from: shortDay(of.validFrom) })),
          ],
        ]}
      />
      {of.disclosed.length > 0 && (
        <>
          <h3>{t('finding.disclosed')}</h3>
          <LicenceClaims claims={of.disclosed} />
        </>
      )}
      {of.withheld > 0 && <p className="quiet">{t('finding.withheld', { count: of.withheld })}</p>}
      <h3>{t('finding.checked')}</h3>
      <ul className="finding-checks">
        {checksOf(finding, t).map(({ ok, text }) => (
          <li key={text} data-ok={ok}>
            {text}
            <span className="for-reader"> {t(ok ? 'finding.passed' : 'finding.failed')}</span>
          </li>
        ))}
      </ul>
      {(finding.by === 'code' || finding.found.genuine) && <p className="quiet">{t('finding.compare')}</p>}
    </>
  );
}

function checksOf(finding: Exclude<Finding, { by: 'nothing' }>, t: ReturnType<typeof useTranslation>['t']): Check[] {
  const said = (ok: boolean, name: string, values: Record<string, unknown> = {}): Check => ({
    ok,
    text: t(`finding.checks.${name}`, values),
  });
  if (finding.by === 'code') {
    const { checkedAt, ledgerIndex, state } = finding.shown;
    return [
      said(true, 'code'),
      said(true, 'record'),
      said(state === 'valid', 'state', { at: shortTime(checkedAt) }),
      said(true, 'ledger', { index: ledgerIndex }),
    ];
  }
  const { fault, state } = finding.found;
  if (fault === 'otherIssuer' || fault === 'signatureWrong') return [said(false, 'noSignature')];
  if (fault === 'disclosuresWrong') return [said(true, 'signature'), said(false, 'noDisclosures')];
  if (fault === 'notOnRecord') return [said(true, 'signature'), said(false, 'noRecord')];
  return [
    said(true, 'signature'),
    said(true, 'disclosures'),
    said(true, 'record'),
    said(state === 'valid', 'state', { at: shortTime(new Date().toISOString()) }),
  ];
}

function Mark({ kind }: { kind: 'good' | 'bad' | 'unsure' }) {
  return (
    <svg className="finding-mark" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
      <circle cx="24" cy="24" r="22" />
      <path
        d={
          { good: 'M14 24.5 21 31.5 34.5 17', bad: 'M16 16 32 32 M32 16 16 32', unsure: 'M24 13 V27 M24 33.5 V34' }[
            kind
          ]
        }
      />
    </svg>
  );
}
