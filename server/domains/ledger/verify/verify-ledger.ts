import type pg from 'pg';
import { emptyFrontier, type Frontier, serialiseFrontier } from '../../../../contracts/merkle.ts';
import { parseVkey } from '../../../../contracts/signed-note.ts';
import { withArchives } from '../archive-files.ts';
import { leafOf } from '../entry.ts';
import { allArchives } from '../store-archives.ts';
import { type StoredBatch, type StoredLog, storedLog } from '../store-verify.ts';
import { merkle } from '../tree.ts';
import { type Aligner, createAligner } from './align-leaves.ts';
import { type Anchor, createAnchorCheck } from './check-anchors.ts';
import { columnFaults } from './check-columns.ts';
import { createCheckpointReader, type LogKey } from './check-note.ts';
import { checkReceipts, type OutsideFile, readReceipts } from './check-receipts.ts';
import { createTileCheck } from './check-tiles.ts';
import { collectFindings, type Findings } from './collect-findings.ts';
import { createEditLog } from './edit-log.ts';
import { type Finding, finding } from './findings.ts';
import { createRestorer } from './restore-leaves.ts';

export interface VerifyInput {
  pool: pg.Pool;
  /** Verifier keys of the node, present and past. Throws RangeError for a text that is none. */
  vkeys: readonly string[];
  /** Checkpoints and replies with receipts that left the node. */
  outside?: { checkpoints?: readonly OutsideFile[]; receipts?: readonly OutsideFile[] };
  /** Where the files of archived entries are. */
  archiveDir?: string | undefined;
  /** Told the number of entries read, now and then. */
  progress?: (entries: number) => void;
}

export interface Verification {
  /** Entries that the log holds now. */
  entries: number;
  /** Published checkpoints that were compared. */
  checkpoints: number;
  /** Root of the tree of all entries as they were logged, as far as that can be told. */
  root: Uint8Array;
  findings: Finding[];
}

/** Faults of one sort that are kept for naming; beyond it the log is another one altogether. */
const faultLimit = 20_000;

/**
 * Walks the whole log, in one snapshot of the database and in bounded memory: makes every leaf anew from its entry, builds
 * the tree again, and holds against it what is stored beside (leaf hashes, batches, tiles, roots, head, columns), the
 * published checkpoints, and what is brought from outside. Each finding names the entry. It changes nothing.
 */
export async function verifyLedger({
  pool,
  vkeys,
  outside = {},
  archiveDir,
  progress,
}: VerifyInput): Promise<Verification> {
  const logKeys = vkeys.map((text) => {
    const key = parseVkey(text);
    if (!key) throw new RangeError(`Not a verifier key: ${text}`);
    return key;
  });
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const archives = await allArchives(client);
    const log = withArchives(storedLog(client), archiveDir ?? '', archives);
    return await walk(log, logKeys, outside, progress);
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

async function walk(
  log: StoredLog,
  logKeys: readonly LogKey[],
  { checkpoints = [], receipts = [] }: NonNullable<VerifyInput['outside']>,
  progress: VerifyInput['progress'],
): Promise<Verification> {
  const findings = collectFindings();
  const readNote = createCheckpointReader(logKeys);
  const given = readReceipts(receipts, logKeys, findings.add);
  const anchors = createAnchorCheck(
    log,
    readNote,
    [...outsideAnchors(checkpoints, readNote, findings), ...given.map((receipt) => receipt.anchor)],
    findings.add,
  );
  const tiles = createTileCheck(log, findings.add);
  const restorer = createRestorer(log, findings.add);
  const rows = createRowReader(log, findings, progress);
  const edits = createEditLog();
  const compare = () => edits.add(rows.aligner.step());

  let frontier = emptyFrontier;
  if (await anchors.check(0, merkle.root(frontier))) restorer.confirm('checkpoint');
  for await (const batch of batchesOf(log)) {
    const { leaves, frontier: after } = await restorer.restore(frontier, batch);
    for (let taken = 0; taken < leaves.length; ) {
      // A checkpoint's size is a batch's; where one is not, the batch is cut there.
      const stop = Math.min(leaves.length, (await anchors.nextSize()) - frontier.size + taken);
      const part = leaves.slice(taken, Math.max(stop, taken + 1));
      taken += part.length;
      frontier = part.length === leaves.length ? after : merkle.appendLeaves(frontier, part).frontier;
      if (await anchors.check(frontier.size, merkle.root(frontier))) restorer.confirm('checkpoint');
    }
    await tiles.take(leaves);
    rows.aligner.expect(leaves);
    await rows.catchUp();
    compare();
  }
  rows.aligner.endExpected();
  while (await rows.readMore()) compare();
  compare();

  await checkHead(log, frontier, () => restorer.confirm('head'), findings);
  restorer.settle();
  await tiles.finish(frontier.size);
  await anchors.finish(frontier.size);
  for (const found of edits.named(frontier.size)) findings.add(found);
  rows.nameHashFaults(edits.indexes());
  await checkReceipts(log, given, findings.add);
  return {
    entries: rows.count,
    checkpoints: anchors.storedCount,
    root: merkle.root(frontier),
    findings: findings.list(),
  };
}

/** The batches in order; what the head has beyond the last of them comes as one more, without leaves of its own. */
async function* batchesOf(log: StoredLog): AsyncGenerator<StoredBatch> {
  let size = 0;
  for (let page = await log.batchesAfter(0); page.length > 0; page = await log.batchesAfter(size)) {
    yield* page;
    size = page.at(-1)!.size;
  }
  const head = await log.head();
  if (head && head.size > size) yield { size: head.size, root: head.root, leaves: [] };
}

function createRowReader(log: StoredLog, findings: Findings, progress: VerifyInput['progress']) {
  const aligner: Aligner = createAligner();
  const hashFaults: number[] = [];
  let next = 0;
  let count = 0;
  let isAtEnd = false;

  const readMore = async (): Promise<boolean> => {
    if (isAtEnd) return false;
    const rows = await log.entriesFrom(next);
    if (rows.length === 0) {
      isAtEnd = true;
      aligner.endFound();
      return false;
    }
    const found = rows.map((row) => {
      const leaf = leafOf(row.body);
      if (Buffer.compare(leaf, row.leafHash) !== 0 && hashFaults.length < faultLimit) hashFaults.push(row.index);
      const faults = columnFaults(row).filter((name) => name !== 'body');
      if (faults.length > 0) findings.add(columnFinding(row.index, faults));
      return { index: row.index, leaf };
    });
    aligner.find(found);
    next = rows.at(-1)!.index + 1;
    count += rows.length;
    progress?.(count);
    return true;
  };

  return {
    aligner,
    readMore,
    /** Reads until there are as many rows to compare as leaves, or none left. */
    async catchUp(): Promise<void> {
      while (aligner.waiting.found < aligner.waiting.expected && (await readMore()));
    },
    get count() {
      return count;
    },
    /** Hashes kept beside entries that are themselves as they were logged. */
    nameHashFaults(told: ReadonlySet<number>): void {
      for (const index of hashFaults) {
        if (told.has(index)) continue;
        findings.add(
          finding(
            'record',
            index,
            index,
            `第 ${index} 条存证旁保存的哈希被改动。`,
            `The hash kept beside entry ${index} was altered.`,
          ),
        );
      }
    },
  };
}

function columnFinding(index: number, columns: string[]): Finding {
  return finding(
    'altered',
    index,
    index,
    `第 ${index} 条存证的检索列（${columns.join('、')}）被改动，与内容不符。`,
    `Entry ${index} was altered: its columns ${columns.join(', ')} do not say what its body says.`,
  );
}

async function checkHead(log: StoredLog, frontier: Frontier, confirm: () => void, findings: Findings): Promise<void> {
  const head = await log.head();
  const isSame =
    head !== undefined &&
    head.size === frontier.size &&
    Buffer.compare(head.root, merkle.root(frontier)) === 0 &&
    Buffer.compare(head.frontier, serialiseFrontier(frontier)) === 0;
  if (isSame) {
    confirm();
    return;
  }
  findings.add(
    finding(
      'record',
      null,
      null,
      `账本的当前状态（大小 ${head?.size ?? '无'}）与各批次记录（大小 ${frontier.size}）不符。`,
      `The head of the ledger (size ${head?.size ?? 'none'}) does not agree with its batches (size ${frontier.size}).`,
    ),
  );
}

function outsideAnchors(
  files: readonly OutsideFile[],
  readNote: (note: string) => { size: number; root: Uint8Array } | null,
  findings: Findings,
): Anchor[] {
  return files.flatMap(({ name, bytes }) => {
    const checkpoint = readNote(Buffer.from(bytes).toString('utf8'));
    if (checkpoint) {
      return [
        {
          ...checkpoint,
          zh: `检查点文件 ${name}（大小 ${checkpoint.size}）`,
          en: `the checkpoint in ${name} (size ${checkpoint.size})`,
        },
      ];
    }
    findings.add(
      finding(
        'signature',
        null,
        null,
        `检查点文件 ${name} 的签名不是本节点的。`,
        `The checkpoint in ${name} is not signed by this node’s key.`,
      ),
    );
    return [];
  });
}
