import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCheckpoint, formatVkey, signNote } from '../../../contracts/signed-note.ts';
import type { Config } from '../../platform/config.ts';
import type { Platform } from '../../platform/platform.ts';
import { logId } from './store.ts';

interface Signed {
  root: Uint8Array;
  note: string;
}
const kept = 256;
const signedBySize = new WeakMap<Platform, Map<number, Signed>>();

/** The name of this node's log and of the key that signs it: host, path, number of the log. */
export function originOf(config: Pick<Config, 'publicUrl'>): string {
  const { host, pathname } = new URL(config.publicUrl);
  return `${host}${pathname.replace(/\/+$/, '')}/ledger/${logId}`;
}

/** The public key as text, for anyone who verifies (C2SP signed-note). */
export function ledgerVkey({ config, keys }: Pick<Platform, 'config' | 'keys'>): string {
  const { publicKey, algorithm } = keys.ledger;
  return formatVkey(originOf(config), publicKey, algorithm);
}

/** All public keys that this log was ever signed with, as text, the present one first. */
export function ledgerVkeys(platform: Pick<Platform, 'config' | 'keys'>): string[] {
  return [...new Set([ledgerVkey(platform), ...platform.keys.formerLedgerKeys])];
}

/** Where a node leaves its verifier keys, to be handed out and for the commands run beside it. */
export function vkeyFile({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'keys', 'ledger.vkey');
}

/** Writes that file anew: the name in it follows the node's address. */
export async function writeVkeyFile(platform: Platform): Promise<void> {
  const path = vkeyFile(platform.config);
  const aside = `${path}.${process.pid}.new`;
  await writeFile(aside, `${ledgerVkeys(platform).join('\n')}\n`);
  await rename(aside, path);
}

/**
 * The signed checkpoint of a tree that is committed; never call it for one that can still roll back, because a signature
 * cannot be taken back. The last sizes signed are remembered, since all receipts of a batch rest on one checkpoint.
 */
export function signCheckpoint(platform: Platform, { size, root }: { size: number; root: Uint8Array }): string {
  const known = signedBySize.get(platform) ?? new Map<number, Signed>();
  signedBySize.set(platform, known);
  const before = known.get(size);
  if (before && Buffer.compare(before.root, root) === 0) return before.note;
  const origin = originOf(platform.config);
  const { algorithm, publicKey, sign } = platform.keys.ledger;
  const note = signNote(formatCheckpoint({ origin, size, root }), [{ name: origin, algorithm, publicKey, sign }]);
  known.set(size, { root, note });
  if (known.size > kept) known.delete(known.keys().next().value!);
  return note;
}
