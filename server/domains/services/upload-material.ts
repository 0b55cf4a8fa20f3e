import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { watchSender } from '../../platform/sender-watch.ts';
import { editable } from './cases.ts';
import { lockedCase, type Resident, visibleCase } from './own-case.ts';
import { updateCase } from './store-cases.ts';
import { insertUpload, uploadsOf } from './store-uploads.ts';

const bytesLimit = 5 * 1024 * 1024;
const filesPerCase = 20;

/** What a file is by its first bytes, whatever its name and header say; null for what a case does not take. */
export function sniff(content: Uint8Array): 'application/pdf' | 'image/png' | 'image/jpeg' | null {
  const starts = (...bytes: number[]) => bytes.every((byte, i) => content[i] === byte);
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  return starts(0xff, 0xd8, 0xff) ? 'image/jpeg' : null;
}

/**
 * Keeps a file for a material that nothing else satisfied. Throws `upload-not-needed` where the government has it already
 * (国令第716号: what sharing can give is not asked for), `body-too-large`, `file-kind-refused`, `too-many-files`, `case-state`.
 */
export async function uploadMaterial(
  platform: Platform,
  actor: Resident,
  id: string,
  file: { material: string; fileName: string; stream: Readable },
): Promise<void> {
  // Looked at before the file is read, and again under the lock.
  requireNeeded(await visibleCase(platform, actor, id), file.material);
  const content = await readAll(file.stream);
  const mediaType = sniff(content);
  if (!mediaType) throw new DomainError('file-kind-refused');
  await platform.db.transaction().execute(async (tx) => {
    const row = await lockedCase(tx, actor, id);
    requireNeeded(row, file.material);
    if ((await uploadsOf(tx, id)).length >= filesPerCase)
      throw new DomainError('too-many-files', { limit: filesPerCase });
    const at = platform.now();
    const sha256 = createHash('sha256').update(content).digest('hex');
    await insertUpload(tx, {
      id: newId(at.getTime()),
      caseId: id,
      material: file.material,
      fileName: file.fileName,
      mediaType,
      content,
      sha256,
      at,
    });
    await updateCase(tx, id, {});
  });
}

function requireNeeded(row: Awaited<ReturnType<typeof visibleCase>>, key: string): void {
  if (!editable(row.state)) throw new DomainError('case-state', { state: row.state });
  const material = row.definition.materials.find((known) => known.key === key);
  if (!material) throw new DomainError('not-found');
  const by = row.materials[key]?.by;
  if ((by && by.how !== 'commitment') || !material.satisfiedBy.some((way) => 'upload' in way))
    throw new DomainError('upload-not-needed');
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const watch = watchSender(stream);
  watch.wait();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      watch.rest(chunk.length);
      bytes += chunk.length;
      if (bytes > bytesLimit) throw new DomainError('body-too-large', { limit: bytesLimit });
      chunks.push(chunk);
      watch.wait();
    }
  } finally {
    watch.rest(0);
  }
  return Buffer.concat(chunks);
}
