import { parseArgs } from 'node:util';
import { type ReceiptCheckName, verifyReceipt } from '../../../../contracts/receipt.ts';
import { readConfig } from '../../../platform/config.ts';
import { vkeyFile } from '../log-key.ts';
import { readKeys, readOrSay } from './verify-command.ts';

const words: Record<ReceiptCheckName, { zh: string; en: string }> = {
  'body-is-canonical': { zh: '答复与回执字节完整', en: 'the reply and its receipt are whole, byte for byte' },
  'reply-digest': { zh: '答复与存证中的摘要一致', en: 'the reply is the one whose digest the entry holds' },
  'leaf-in-tree': { zh: '存证在账本中', en: 'the entry is in the ledger' },
  'checkpoint-signature': { zh: '检查点签名有效', en: 'the checkpoint is signed by the key' },
};
const usage =
  '用法：legwork verify-receipt 文件 --key 公钥文件或公钥\nlegwork verify-receipt FILE --key FILE|VKEY   (the key is at /ledger/keys of the node)';

/**
 * `verify-receipt FILE --key FILE|VKEY`: proves offline, from the saved reply and the node's public key alone, what was
 * answered, to whom and by what right; prints each check. Without --key the key of the node in the data folder is taken. Returns the exit code: 0 proven, 1 not, 2 for wrong use.
 */
export async function verifyReceiptCommand(args: string[], say: (line: string) => void = console.log): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { key: { type: 'string', multiple: true } },
  });
  const [file, ...more] = positionals;
  if (!file || more.length > 0) {
    say(usage);
    return 2;
  }
  try {
    const bytes = await readOrSay(file);
    const keys = (await Promise.all((values.key ?? [vkeyFile(readConfig())]).map(readKeys))).flat();
    const { ok, checks, entry } = verifyReceipt(bytes, keys);
    for (const { name, ok: holds, detail } of checks) {
      say(`${holds ? '✓' : '✗'} ${words[name].zh} / ${words[name].en}${detail ? ` (${detail})` : ''}`);
    }
    if (entry) say(JSON.stringify(entry, null, 2));
    say(ok ? '回执成立。\nThe receipt holds.' : '回执不成立。\nThe receipt does not hold.');
    return ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    say(error.message);
    return 1;
  }
}
