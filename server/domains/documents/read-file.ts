import { once } from 'node:events';
import type { Readable } from 'node:stream';
import mammoth from 'mammoth';
import { marked } from 'marked';
import yauzl from 'yauzl';
import { bodyLimit } from '../../../contracts/documents.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { cleanBody, type Dropped } from './clean-body.ts';

/** Bytes of a file that is read into a document; DOCX brings pictures along, which are left out. */
const fileLimit = 20 * 2 ** 20;
/** Bytes that the parts of a DOCX may unpack to; a small file that says more is a trap. */
const unpackedLimit = 100 * 2 ** 20;

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/**
 * Reads a DOCX, HTML or Markdown file (UTF-8) into the sanitised text of a document. `title` is its first heading, taken out
 * of the text where it stood first. Throws `body-too-large`, `document-file-unreadable` with the fault.
 */
export async function readDocumentFile(
  stream: Readable,
  mediaType: string,
): Promise<{ title: string | null; body: string; dropped: Dropped }> {
  const bytes = await readAll(stream);
  const html = mediaType === docx ? await htmlOfDocx(bytes) : await htmlOfText(bytes, mediaType);
  const { body, dropped } = cleanBody(html);
  if (body === '') throw unreadable('文件中没有文字', 'the file holds no text');
  if (body.length > bodyLimit) throw new DomainError('body-too-large', { limit: bodyLimit });
  const [, heading, rest] = /^<h2>([^<]{1,200})<\/h2>\s*([\s\S]*)$/.exec(body) ?? [];
  return heading === undefined ? { title: null, body, dropped } : { title: decoded(heading), body: rest!, dropped };
}

async function readAll(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    size += (part as Buffer).length;
    if (size > fileLimit) throw new DomainError('body-too-large', { limit: fileLimit });
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

async function htmlOfText(bytes: Buffer, mediaType: string): Promise<string> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('文件不是 UTF-8 编码', 'the file is not in UTF-8');
  }
  return mediaType === 'text/markdown' ? marked.parse(text, { gfm: true, async: false }) : text;
}

async function htmlOfDocx(bytes: Buffer): Promise<string> {
  try {
    await requireSmall(bytes);
    const { value } = await mammoth.convertToHtml(
      { buffer: bytes },
      {
        styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='标题'] => h1:fresh", 'u => u'],
        // Left out, and counted as such when the text is cleaned.
        convertImage: mammoth.images.imgElement(async () => ({ src: 'about:blank' })),
        externalFileAccess: false,
      },
    );
    return value;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw unreadable('这不是可以读取的 DOCX 文件', 'this is not a DOCX file that can be read');
  }
}

/** Refuses an archive that says, or turns out, to unpack to more than a document needs. */
async function requireSmall(bytes: Buffer): Promise<void> {
  const archive = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    ),
  );
  let size = 0;
  archive.on('entry', (entry: yauzl.Entry) => {
    size += entry.uncompressedSize;
    if (size > unpackedLimit || archive.entryCount > 5_000) archive.emit('error', new Error('too large'));
    else archive.readEntry();
  });
  archive.readEntry();
  await once(archive, 'end');
}

function unreadable(zh: string, en: string): DomainError {
  return new DomainError('document-file-unreadable', { reason: { zh, en } });
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&').trim();
}
