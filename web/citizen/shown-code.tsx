import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LicenceViewing, listLicenceViewings, presentMyLicence } from '../../contracts/licence-codes.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { Button, Fault, Note } from '../ui/parts.tsx';
import { QrCode } from './qr-code.tsx';
import { useAwake } from './use-awake.ts';

interface ShownCodeProps {
  licenceId: string;
  claims: string[];
  audience?: string | undefined;
  onChange(): void;
}

interface Code {
  code: string;
  spoken: string;
  seconds: number;
  /** On the clock of `performance`, which nobody sets. */
  until: number;
}

/** How long before its end a code is followed by the next, milliseconds; the old one still works till then. */
const early = 4000;

/** The code, its time, the next one in time, and who looked, as soon as they did. */
export function ShownCode({ licenceId, claims, audience, onChange }: ShownCodeProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [code, setCode] = useState<Code | null>(null);
  const [now, setNow] = useState(() => performance.now());
  const [hidden, setHidden] = useState(document.hidden);
  const made = useRef(new Set<string>());
  const next = useMutation({
    mutationFn: () =>
      api(presentMyLicence, { params: { id: licenceId }, body: { claims, ...(audience && { audience }) } }),
    onSuccess: ({ id, code, spoken, seconds }) => {
      made.current.add(id);
      setCode({ code, spoken, seconds, until: performance.now() + seconds * 1000 });
      setNow(performance.now());
    },
  });
  const viewings = useQuery({
    queryKey: ['licence-viewings', licenceId, 'live'],
    queryFn: () => api(listLicenceViewings, { params: { id: licenceId }, query: { limit: 5 } }),
    refetchInterval: 2000,
    staleTime: 0,
  });
  const seen = viewings.data?.items.find(({ presentation }) => made.current.has(presentation));
  useAwake(!seen);
  useEffect(() => {
    const look = () => {
      setNow(performance.now());
      setHidden(document.hidden);
    };
    const clock = setInterval(look, 1000);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(clock);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  // A page that nobody looks at makes no codes.
  const due = !hidden && !seen && !next.isPending && !next.isError && (code === null || code.until - now < early);
  const { mutate } = next;
  useEffect(() => {
    if (due) mutate();
  }, [due, mutate]);
  useEffect(() => {
    if (seen) void queries.invalidateQueries({ queryKey: ['licence-viewings', licenceId] });
  }, [seen, queries, licenceId]);

  const again = () => {
    made.current.clear();
    setCode(null);
    next.reset();
  };
  if (seen) return <Seen viewing={seen} onAgain={again} />;
  const left = code ? Math.max(0, Math.ceil((code.until - now) / 1000)) : 0;
  return (
    <div className="showing">
      {next.isError && (
        <div className="seen">
          <Fault error={next.error} onRetry={() => next.mutate()} />
        </div>
      )}
      <p>{t('show.scanThis')}</p>
      {code && left > 0 ? (
        <QrCode text={`${window.location.origin}/verify-licence#${code.code}`} alt={t('show.qr')} />
      ) : (
        <div className="qr showing-wait">{t('show.making')}</div>
      )}
      {code && <Countdown left={left} of={code.seconds} />}
      <p className="quiet elder-hide">{t('show.renews')}</p>
      {code && left > 0 && (
        <div>
          <p>{t('show.spoken')}</p>
          <p className="spoken">{`${code.spoken.slice(0, 4)} ${code.spoken.slice(4)}`}</p>
          <p className="quiet">{t('show.spokenHow')}</p>
        </div>
      )}
      <p className="quiet elder-hide">
        {t('show.once')} {t('show.bright')}
      </p>
      <Button onClick={onChange}>{t('show.change')}</Button>
    </div>
  );
}

const around = 2 * Math.PI * 18;

function Countdown({ left, of }: { left: number; of: number }) {
  const { t } = useTranslation();
  return (
    <p className="countdown">
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle cx="22" cy="22" r="18" />
        <circle
          cx="22"
          cy="22"
          r="18"
          strokeDasharray={`${(around * left) / of} ${around}`}
          transform="rotate(-90 22 22)"
        />
      </svg>
      <span>{t('show.left', { seconds: left })}</span>
    </p>
  );
}

function Seen({ viewing, onAgain }: { viewing: LicenceViewing; onAgain(): void }) {
  const { t } = useTranslation();
  const time = shortTime(viewing.at).slice(-5);
  return (
    <div role="status">
      <Note tone="done">
        <h2>
          {viewing.agency ? t('show.seen', { time, agency: viewing.agency.name }) : t('show.seenByAnyone', { time })}
        </h2>
        <p>{t('show.seenText', { index: viewing.ledgerIndex })}</p>
      </Note>
      <div className="actions">
        <Button onClick={onAgain}>{t('show.again')}</Button>
      </div>
    </div>
  );
}
