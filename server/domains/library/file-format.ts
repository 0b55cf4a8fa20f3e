import type { FileFormat } from '../../../contracts/library.ts';
import { DomainError } from '../../platform/domain-error.ts';

const zip = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const byExtension: Record<string, FileFormat | 'zip'> = {
  zip: 'zip',
  csv: 'csv',
  txt: 'csv',
  tsv: 'csv',
  xlsx: 'xlsx',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/**
 * The format of a file by its first bytes and its name: a zip is a workbook whatever it is called; text goes by the name's
 * ending, and without one by its first character. Throws `file-format-unknown`.
 */
export function fileFormat(fileName: string, start: Buffer): FileFormat | 'zip' {
  const extension = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const named = byExtension[extension];
  const zipped = start.subarray(0, 4).equals(zip);
  if (zipped !== (named === 'xlsx' || named === 'zip') && (named !== undefined || extension !== '')) {
    throw new DomainError('file-format-unknown');
  }
  if (zipped) return named === 'zip' ? 'zip' : 'xlsx';
  if (named) return named;
  if (extension !== '') throw new DomainError('file-format-unknown');
  const first = start
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()[0];
  if (first === '[') return 'json';
  return first === '{' ? 'ndjson' : 'csv';
}
