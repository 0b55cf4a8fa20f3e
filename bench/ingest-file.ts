import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import iconv from 'iconv-lite';
import { completeCitizenId } from '../contracts/citizen-id.ts';
import { writeWorkbook } from '../server/platform/workbook.ts';

// node bench/ingest-file.ts FILE COUNT [END]: rows for the bench of the ingest, as the file's name says: XLSX, or CSV in UTF-8 or GB18030.
const [file = '', count = '0', end = ''] = process.argv.slice(2);

const header = ['person_id', 'name', 'sex', 'birth_date', 'region', 'amount', 'quantity', 'note'];

function rowOf(i: number): string[] {
  const day = 1 + (i % 28);
  const month = 1 + (i % 12);
  const birth = `${1950 + (i % 60)}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
  const id = completeCitizenId(
    `${110000 + (Math.floor(i / 60_000) % 500_000)}${birth}${String(i % 1000).padStart(3, '0')}`,
  );
  const date = `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`;
  return [id, `姓名${i % 977}`, `${1 + (i % 2)}`, date, '330106', `${(i % 100_000) / 100}`, `${i}`, `备注第 ${i} 行`];
}

async function* cellsOf(count: number): AsyncGenerator<string[]> {
  yield header;
  for (let i = 0; i < count; i += 1) yield rowOf(i);
}

function* linesOf(): Generator<string> {
  let lines = `${header.join()}\n`;
  for (let i = 0; i < Number(count); i += 1) {
    lines += `${rowOf(i).join()}\n`;
    if (lines.length < 65_536) continue;
    yield lines;
    lines = '';
  }
  yield lines + end;
}

const rows = file.endsWith('.xlsx') ? writeWorkbook('rows', cellsOf(Number(count))) : Readable.from(linesOf());
const coded = file.includes('gb18030') ? [rows, iconv.encodeStream('gb18030')] : [rows];
await pipeline([...coded, createWriteStream(file)]);
