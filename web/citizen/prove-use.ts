import type { DataUse } from '../../contracts/exchange.ts';
import { verifyEntryProof } from '../../contracts/receipt.ts';

export type UseFault = 'entry' | 'checkpoint' | 'inclusion';
export type UseVerdict = { ok: true; size: number; origin: string } | { ok: false; fault: UseFault };
type Listed = Pick<
  DataUse,
  'index' | 'entry' | 'kind' | 'resource' | 'items' | 'agency' | 'purpose' | 'grantNumber' | 'caseNumber'
>;

/**
 * Proves, with nothing but the node's public keys, that a listed use stands in the ledger as it is listed: the entry says
 * what the list says, and the proof leads from it to a checkpoint that one of the keys signed (C2SP tlog-proof).
 */
export function proveUse(use: Listed, proofText: string, vkeys: readonly string[]): UseVerdict {
  if (!saysWhatIsListed(use)) return { ok: false, fault: 'entry' };
  const proven = verifyEntryProof(use.entry, proofText, vkeys);
  if (!proven.ok) return proven;
  if (proven.index !== use.index) return { ok: false, fault: 'inclusion' };
  return { ok: true, size: proven.checkpoint.size, origin: proven.checkpoint.origin };
}

function saysWhatIsListed({ entry, kind, resource, items, agency, purpose, grantNumber, caseNumber }: Listed): boolean {
  try {
    const said = JSON.parse(entry);
    return (
      (said.kind === 'licenceCheck') === (kind === 'licence') &&
      (kind === 'licence' ? `licence/${said.detail?.type}` : said.resource) === resource.code &&
      (said.actor?.agency ?? '') === agency.creditCode &&
      (said.purpose ?? '') === purpose.key &&
      (said.grant?.number ?? null) === grantNumber &&
      (said.case ?? null) === caseNumber &&
      [...(said.items ?? [])].sort().join() ===
        items
          .map((item) => item.code)
          .sort()
          .join()
    );
  } catch {
    return false;
  }
}
