import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { parseVkey, parseVkeys } from '../../../../contracts/signed-note.ts';
import type { OutsideFile } from './check-receipts.ts';
import { verifyLedger } from './verify-ledger.ts';

export interface VerifyCommandInput {
  pool: pg.Pool;
  /** The node's own verifier keys, present and former, which are believed unless --key names others. */
  vkeys: readonly string[];
  /** Where the files of archived entries are. */
  archiveDir?: string;
  args: string[];
  say?: (line: string) => void;
}

/**
 * `verify [--checkpoint FILE]… [--receipt FILE]… [--key FILE|VKEY]…`: walks the ledger and prints what is not as it was
 * logged. Returns the exit code: 0 when nothing was found, 1 otherwise.
 */
export async function verifyCommand({
  pool,
  vkeys,
  archiveDir,
  args,
  say = console.log,
}: VerifyCommandInput): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      checkpoint: { type: 'string', multiple: true, default: [] },
      receipt: { type: 'string', multiple: true, default: [] },
      key: { type: 'string', multiple: true, default: [] },
    },
  });
  const inputs = await Promise.all([
    Promise.all(values.checkpoint.map(readOutside)),
    Promise.all(values.receipt.map(readOutside)),
    Promise.all(values.key.map(readKeys)),
  ]).catch((error: Error) => error);
  if (inputs instanceof Error) {
    say(inputs.message);
    return 1;
  }
  const [checkpoints, receipts, keys] = inputs;
  let told = 0;
  const {
    entries,
    checkpoints: published,
    root,
    findings,
  } = await verifyLedger({
    pool,
    vkeys: keys.length > 0 ? keys.flat() : vkeys,
    outside: { checkpoints, receipts },
    archiveDir,
    progress: (count) => {
      if (count < told + 100_000) return;
      told = count;
      say(`· 已核验 ${count} 条 / ${count} entries read`);
    },
  });
  for (const { zh, en } of findings) say(`✗ ${zh}\n  ${en}`);
  const outside = checkpoints.length + receipts.length;
  say(
    `账本共 ${entries} 条存证（序号从 0 起），比对已发布检查点 ${published} 个、外部文件 ${outside} 个。\n${entries} entries (numbered from 0), ${published} published checkpoints and ${outside} files from outside compared.`,
  );
  if (findings.length > 0) {
    say(`发现 ${findings.length} 处问题。\n${findings.length} findings.`);
    return 1;
  }
  say(`账本完整，根哈希 ${Buffer.from(root).toString('base64')}。\nThe ledger is as it was logged.`);
  return 0;
}

/** Verifier keys, given as one itself or as a file with one a line. Throws Error with words for the command line. */
export async function readKeys(given: string): Promise<string[]> {
  if (parseVkey(given.trim())) return [given.trim()];
  const text = (await readOrSay(given)).toString('utf8');
  if (!parseVkeys(text))
    throw new Error(`${given} 不是验证公钥（见 /ledger/keys）。\n${given} is not a verifier key (see /ledger/keys).`);
  return text.trim().split(/\s*\n\s*/);
}

export async function readOrSay(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`无法读取 ${path} (${error.code})。\nCannot read ${path} (${error.code}).`);
  });
}

async function readOutside(path: string): Promise<OutsideFile> {
  return { name: basename(path), bytes: await readOrSay(path) };
}
