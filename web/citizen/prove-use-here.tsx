import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type DataUse, proveMyDataUse } from '../../contracts/exchange.ts';
import { getLedgerKeys } from '../../contracts/ledger.ts';
import { apiText } from '../api.ts';
import { saveFile } from '../app/save-file.ts';
import { Button, Fault, Note } from '../ui/parts.tsx';
import { proofFile } from './judge-receipt.ts';

/** Fetches the proof and the node's key, and does the sums right here; the proof is the reader's to keep. */
export function ProveUse({ use }: { use: DataUse }) {
  const { t } = useTranslation();
  const proving = useMutation({
    mutationFn: async () => {
      const [proof, keys, { proveUse }] = await Promise.all([
        apiText(proveMyDataUse, { params: { index: use.index } }),
        apiText(getLedgerKeys),
        import('./prove-use.ts'),
      ]);
      return { verdict: proveUse(use, proof, keys.trim().split('\n')), proof };
    },
  });
  const verdict = proving.data?.verdict;
  return (
    <>
      {!verdict && (
        <Button
          kind="text"
          aria-label={t('data.proveOf', { index: use.index })}
          disabled={proving.isPending}
          onClick={() => proving.mutate()}
        >
          {t(proving.isPending ? 'data.proving' : 'data.prove')}
        </Button>
      )}
      {proving.isError && <Fault error={proving.error} />}
      <div role="status">
        {verdict && (
          <Note tone={verdict.ok ? 'done' : 'due'}>
            <p>
              <strong>
                {verdict.ok ? t('data.proved') : t('data.notProved', { fault: t(`data.fault.${verdict.fault}`) })}
              </strong>
            </p>
            {verdict.ok && (
              <>
                <p>{t('data.provedText')}</p>
                <p className="quiet">{t('data.provedDetail', { size: verdict.size, origin: verdict.origin })}</p>
                <Button
                  onClick={() =>
                    saveFile(
                      `legwork-proof-${use.index}.json`,
                      'application/json',
                      proofFile(use.entry, proving.data!.proof),
                    )
                  }
                >
                  {t('data.downloadProof')}
                </Button>{' '}
                <Link to="/verify" className="button" data-kind="text">
                  {t('data.verifyElsewhere')}
                </Link>
              </>
            )}
          </Note>
        )}
      </div>
    </>
  );
}
