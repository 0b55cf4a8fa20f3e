import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import type { Encoding } from '../../../contracts/library.ts';
import { TextDecoding } from './decode-text.ts';
import { CsvReader } from './read-csv.ts';
import type { RowSink } from './row-sink.ts';

/** Reads bytes that arrive in pieces of a given size; gives each row with the line that it begins on. */
async function read(bytes: Buffer, size = 7, stated?: Encoding): Promise<{ cells: string[]; line: number }[]> {
  const rows: { cells: string[]; line: number }[] = [];
  const take = (cells: string[], line: number, text?: string) => {
    if (text !== undefined) {
      expect(cells.join()).toBe(text);
      expect(cells.join('')).not.toMatch(/[",\\\n\r]/);
    }
    rows.push({ cells: [...cells], line });
  };
  const sink: RowSink = { header: take, row: take, badRow: () => undefined };
  const reader = new CsvReader(sink);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  for await (const piece of new TextDecoding(stated).pieces(chunks())) reader.push(piece);
  reader.end();
  return rows;
}
const cellsOf = async (text: string, size?: number) => (await read(Buffer.from(text), size)).map(({ cells }) => cells);

describe('CSV', () => {
  test('quotes hold separators, quotes and line breaks; the line is the row’s first', async () => {
    const rows = await read(Buffer.from('a,b\r\n"1,""x""","2\r\n\n3"\r\n\r\n4,5'));
    expect(rows).toEqual([
      { cells: ['a', 'b'], line: 1 },
      { cells: ['1,"x"', '2\r\n\n3'], line: 2 },
      { cells: ['4', '5'], line: 6 },
    ]);
  });

  test('a row of another width keeps all its cells', async () => {
    expect(await cellsOf('a,b\n1\n1,2,3\n')).toEqual([['a', 'b'], ['1'], ['1', '2', '3']]);
  });

  test('a quote within a cell that does not begin with one is text', async () => {
    expect(await cellsOf('a,b\n5" pipe,x\n')).toEqual([
      ['a', 'b'],
      ['5" pipe', 'x'],
    ]);
  });

  test('tabs and semicolons separate when the header has no comma', async () => {
    expect(await cellsOf('a\tb\n1,5\t2\n')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
  });

  test('an unclosed quote names the line on which its row begins, however far the file goes on', async () => {
    const text = `a,b\n1,2\n3,"4\n${'5,6\n'.repeat(2_000_000)}`;
    await expect(read(Buffer.from(text), 65_536)).rejects.toMatchObject({
      code: 'file-malformed',
      details: { line: 3 },
    });
  });

  test('any table comes back as it was, in both encodings, however it is cut into pieces', async () => {
    const alphabet = ['a', '中', '龘', '𠮷', '€', '\u3000', '"', ',', '\n', '\r\n', '\\', '\t', ' ', '1'];
    const cell = fc.array(fc.constantFrom(...alphabet), { maxLength: 6 }).map((parts) => parts.join(''));
    const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 8 }),
        fc.constantFrom<Encoding>('utf-8', 'gb18030'),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        async (table, encoding, end, size) => {
          const all = [['h1', 'h2', 'h3'], ...table];
          const text = all.map((row) => row.map(quoted).join(',') + end).join('');
          const rows = await read(iconv.encode(text, encoding === 'utf-8' ? 'utf8' : 'gb18030'), size, encoding);
          expect(rows.map(({ cells }) => cells)).toEqual(all.filter((row) => row.some((content) => content !== '')));
        },
      ),
      { numRuns: 300 },
    );
  });
});
