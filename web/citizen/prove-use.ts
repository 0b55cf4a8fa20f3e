import type { DataUse } from '../../contracts/exchange.ts';
import { merkle } from '../../contracts/merkle.ts';
import { parseProof } from '../../contracts/receipt.ts';
import { parseCheckpoint, parseVkey, verifyNote } from '../../contracts/signed-note.ts';

export type UseFault = 'entry' | 'checkpoint' | 'inclusion';
export type UseVerdict = { ok: true; size: number; origin: string } | { ok: false; fault: UseFault };
type Listed = Pick<
  DataUse,
  'index' | 'entry' | 'kind' | 'resource' | 'items' | 'agency' | 'purpose' | 'grantNumber' | 'caseNumber'
>;

/**
 * Proves, with nothing but the node's public key, that a listed use stands in the ledger as it is listed: the entry says
 * what the list says, and the proof leads from it to a checkpoint that the key signed (C2SP tlog-proof).
 */
export function proveUse(use: Listed, proofText: string, vkey: string): UseVerdict {
  if (!saysWhatIsListed(use)) return { ok: false, fault: 'entry' };
  const key = parseVkey(vkey);
  const proof = parseProof(proofText);
  const note = proof && key ? verifyNote(proof.checkpoint, [key]) : null;
  const checkpoint = note?.ok ? parseCheckpoint(note.text) : null;
  if (!proof || !key || checkpoint?.origin !== key.name) return { ok: false, fault: 'checkpoint' };
  const { size, root, origin } = checkpoint;
  const leaf = merkle.leafHash(new TextEncoder().encode(use.entry));
  const included =
    proof.index === use.index && merkle.verifyInclusion({ leaf, index: use.index, size, proof: proof.hashes, root });
  return included ? { ok: true, size, origin } : { ok: false, fault: 'inclusion' };
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
