import type { Encoding } from '../../../contracts/library.ts';
import { DomainError } from '../../platform/domain-error.ts';

const marks: Record<'utf-16le' | 'utf-16be', Buffer> = {
  'utf-16le': Buffer.from([0xff, 0xfe]),
  'utf-16be': Buffer.from([0xfe, 0xff]),
};

/** UTF-16 as spreadsheet programs save it (“Unicode text”), told by its byte order mark or by the sender; else undefined. */
export function utf16Of(first: Buffer, stated: Encoding | null): 'utf-16le' | 'utf-16be' | undefined {
  if (stated === 'utf-16le' || stated === 'utf-16be') return stated;
  if (stated !== null) return undefined;
  return (['utf-16le', 'utf-16be'] as const).find((each) => first.subarray(0, 2).equals(marks[each]));
}

/** The same text in UTF-8. Strict: half a pair or half a unit throws `file-encoding-wrong` with its line. */
export async function* utf8FromUtf16(
  source: AsyncIterable<Buffer>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  const decode = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new DomainError('file-encoding-wrong', { encoding, line });
    }
  };
  for await (const chunk of source) {
    const text = decode(chunk);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line += 1;
    if (text !== '') yield Buffer.from(text, 'utf8');
  }
  const rest = decode();
  if (rest !== '') yield Buffer.from(rest, 'utf8');
}
