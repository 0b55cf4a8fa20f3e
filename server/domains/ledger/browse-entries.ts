import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { EntryKind, ListedEntry } from '../../../contracts/ledger.ts';
import { startOfDay } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { type Page, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyByCreditCode } from '../directory/index.ts';
import { ledgerVkey, originOf } from './log-key.ts';
import { inclusionProofFor } from './prove-entry.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';
import { type KeptEntry, newestCheckpoint, readHead } from './store.ts';
import { entriesBelow, firstIndexFrom, newestCheckpointAt, stride } from './store-browse.ts';

const dayMs = 86_400_000;
/** Strides that one request goes back where entries of its kind are rare. */
const strides = 4;

/** Size and root as committed, the newest published checkpoint, and the key that signs. */
export async function ledgerState(platform: Platform) {
  const { pool } = platform.database;
  const { size, root } = await readHead(pool);
  const { note } = (await newestCheckpoint(pool)) ?? (await publishCheckpoint(platform));
  const at = (await newestCheckpointAt(pool)) ?? platform.now();
  return {
    size,
    root: Buffer.from(root).toString('base64'),
    checkpoint: note,
    checkpointAt: at.toISOString(),
    key: {
      name: originOf(platform.config),
      vkey: ledgerVkey(platform),
      fingerprint: createHash('sha256').update(platform.keys.ledger.publicKey).digest('hex'),
    },
  };
}

export interface Browse {
  kind?: EntryKind | undefined;
  /** Credit code of who acted. */
  agency?: string | undefined;
  /** YYYY-MM-DD, the last day. */
  until?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * The log from its end, for those who oversee it. Subjects are left out: an entry itself, with the pseudonym that it was hashed
 * with, is given with its proof. Where few entries fit, a page ends before it is full, and its cursor goes on from there.
 */
export async function browseEntries(platform: Platform, browse: Browse): Promise<Page<ListedEntry>> {
  const { db } = platform;
  const agency = browse.agency === undefined ? undefined : await agencyByCreditCode(db, browse.agency);
  if (browse.agency !== undefined && !agency) return { items: [], nextCursor: null };
  let before = await beginning(platform, browse);
  const found: KeptEntry[] = [];
  for (let step = 0; step < strides && before > 0 && found.length < browse.limit; step += 1) {
    const wanted = browse.limit - found.length;
    const rows = await entriesBelow(db, { kind: browse.kind, agencyId: agency?.id, before, limit: wanted });
    found.push(...rows);
    before = rows.length === wanted ? rows.at(-1)!.index : Math.max(0, before - stride);
  }
  const names = new Map<string, ListedEntry['agency']>();
  for (const code of new Set(found.flatMap(({ body }) => body.actor.agency ?? []))) {
    const known = await agencyByCreditCode(db, code);
    names.set(code, { creditCode: code, name: known?.name ?? code, nameEn: known?.nameEn ?? null });
  }
  return {
    items: found.map(({ index, body }) => ({
      index,
      at: body.at,
      kind: body.kind,
      agency: names.get(body.actor.agency ?? '') ?? null,
      resource: body.resource ?? null,
      purpose: body.purpose ?? null,
      rule: body.rule ?? null,
      act: actOf(body.detail),
    })),
    nextCursor: before > 0 ? Buffer.from(JSON.stringify([before])).toString('base64url') : null,
  };
}

async function beginning(platform: Platform, { cursor, until }: Browse): Promise<number> {
  const { pool } = platform.database;
  const from = readCursor(cursor, ['number']);
  if (from) return Math.max(0, Number(from[0]));
  const { size } = await readHead(pool);
  return until === undefined ? size : firstIndexFrom(pool, size, new Date(startOfDay(until).getTime() + dayMs));
}

function actOf(detail: Record<string, unknown> | undefined): string | null {
  const act = detail?.act ?? detail?.action ?? detail?.change ?? null;
  return typeof act === 'string' ? act : null;
}

/** An entry as it was hashed, with its proof. Throws `not-found`. */
export async function provenEntry(platform: Platform, index: number) {
  const proven = await inclusionProofFor(platform, index);
  if (!proven) throw new DomainError('not-found');
  return { index, entry: canonicalJson(proven.entry), proof: proven.proof };
}
