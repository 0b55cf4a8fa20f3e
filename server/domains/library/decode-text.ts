import { isAscii, isUtf8 } from 'node:buffer';
import type { Encoding } from '../../../contracts/library.ts';
import { DomainError } from '../../platform/domain-error.ts';

/** Text that ends at the end of a line (or of the file). */
export interface TextPiece {
  text: string;
  /** The line of the file that it begins with, from 1. */
  line: number;
}

/** A line longer than this is no line of a table: most likely the file is of another kind. Bytes. */
export const lineLimit = 4 * 2 ** 20;

const newline = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Turns the bytes of a file into text by whole lines, which lets both encodings be read strictly piece by piece: in
 * neither is 0x0A ever part of a longer character. A byte that has no place in the encoding throws `file-encoding-wrong`
 * with its line; nothing is ever replaced by U+FFFD.
 */
export class TextDecoding {
  /** As the caller stated it, or as the first bytes beyond ASCII showed it; undefined while both would do. */
  encoding: Encoding | undefined;
  bom = false;
  readonly #stated: boolean;
  readonly #gb18030 = new TextDecoder('gb18030', { fatal: true });
  #line = 1;

  constructor(stated: Encoding | undefined) {
    this.encoding = stated;
    this.#stated = stated !== undefined;
  }

  async *pieces(source: AsyncIterable<Buffer>): AsyncGenerator<TextPiece> {
    let rest: Buffer[] = [];
    let restLength = 0;
    let first = true;
    for await (const chunk of source) {
      const end = chunk.lastIndexOf(newline) + 1;
      if (end === 0) {
        rest.push(chunk);
        restLength += chunk.length;
        if (restLength > lineLimit) throw this.#tooLong();
        continue;
      }
      const head = chunk.subarray(0, end);
      const bytes = rest.length === 0 ? head : Buffer.concat([...rest, head]);
      rest = end < chunk.length ? [chunk.subarray(end)] : [];
      restLength = chunk.length - end;
      yield this.#decode(bytes, first);
      first = false;
    }
    if (restLength > 0) yield this.#decode(Buffer.concat(rest), first);
  }

  #decode(bytes: Buffer, first: boolean): TextPiece {
    const body = first ? this.#withoutMark(bytes) : bytes;
    const line = this.#line;
    const text = this.#text(body);
    for (let at = body.indexOf(newline); at >= 0; at = body.indexOf(newline, at + 1)) this.#line += 1;
    const nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new DomainError('file-malformed', {
        line: line + text.slice(0, nul).split('\n').length - 1,
        fault: { zh: '含有空字符', en: 'it holds a NUL character' },
      });
    }
    return { text, line };
  }

  #text(bytes: Buffer): string {
    if (isAscii(bytes)) return bytes.toString('latin1');
    if (this.encoding === undefined) this.encoding = isUtf8(bytes) ? 'utf-8' : 'gb18030';
    else if (this.#stated && this.encoding === 'gb18030' && looksLikeUtf8(bytes)) throw this.#wrong(bytes, () => true);
    if (this.encoding === 'utf-8') {
      if (!isUtf8(bytes)) throw this.#wrong(bytes, isUtf8);
      return bytes.toString('utf8');
    }
    try {
      return this.#gb18030.decode(bytes);
    } catch {
      throw this.#wrong(bytes, (part) => {
        try {
          this.#gb18030.decode(part);
          return true;
        } catch {
          return false;
        }
      });
    }
  }

  #withoutMark(bytes: Buffer): Buffer {
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
      throw new DomainError('file-encoding-wrong', { encoding: this.encoding ?? 'utf-8', line: 1 });
    }
    if (!bytes.subarray(0, 3).equals(byteOrderMark)) return bytes;
    if (this.encoding === 'gb18030') throw new DomainError('file-encoding-wrong', { encoding: 'gb18030', line: 1 });
    this.encoding = 'utf-8';
    this.bom = true;
    return bytes.subarray(3);
  }

  /** Names the first line that `isGood` refuses; when it refuses none, the first that is not ASCII. */
  #wrong(bytes: Buffer, isGood: (part: Buffer) => boolean): DomainError {
    let line = this.#line;
    let foreign: number | undefined;
    for (let from = 0; from < bytes.length; line += 1) {
      const at = bytes.indexOf(newline, from);
      const end = at < 0 ? bytes.length : at + 1;
      const part = bytes.subarray(from, end);
      if (!isGood(part)) return new DomainError('file-encoding-wrong', { encoding: this.encoding, line });
      if (foreign === undefined && !isAscii(part)) foreign = line;
      from = end;
    }
    return new DomainError('file-encoding-wrong', { encoding: this.encoding, line: foreign ?? this.#line });
  }

  #tooLong(): DomainError {
    return new DomainError('file-malformed', {
      line: this.#line,
      fault: { zh: `一行超过 ${lineLimit} 字节`, en: `a line is longer than ${lineLimit} bytes` },
    });
  }
}

/**
 * Most UTF-8 text is also, by its bytes alone, some GB18030 text, and would be taken in as gibberish. The other way round
 * it is rare beyond a few characters, so a stretch of GB18030 that is sound UTF-8 is UTF-8.
 */
function looksLikeUtf8(bytes: Buffer): boolean {
  if (!isUtf8(bytes)) return false;
  let high = 0;
  for (let at = 0; at < bytes.length && high < 12; at += 1) if (bytes[at]! >= 0x80) high += 1;
  return high >= 12;
}
