import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { EntryBody } from '../../../contracts/ledger.ts';
import type { Config } from '../../platform/config.ts';
import { syncFolder } from '../../platform/embedded-postgres-folders.ts';
import type { Platform } from '../../platform/platform.ts';
import { columnsOf, leafOf } from './entry.ts';
import type { KeptEntry } from './store.ts';
import { allArchives, type StoredArchive } from './store-archives.ts';
import type { StoredEntry, StoredLog } from './store-verify.ts';

const pageSize = 2000;
const pack = promisify(gzip);
const unpack = promisify(gunzip);

export function archiveFolder({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'ledger-archive');
}

/**
 * Writes entries to a file: their bodies as they were hashed, one a line (NDJSON), gzipped. The file is durable, and was read
 * back, before its name and SHA-256 are given. A file that a broken run left behind is written anew.
 */
export async function writeArchive(
  folder: string,
  first: number,
  bodies: readonly string[],
): Promise<{ file: string; sha256: Buffer }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [from, to] = [first, first + bodies.length - 1].map((index) => String(index).padStart(12, '0'));
  const file = `entries-${from}-${to}.ndjson.gz`;
  const bytes = await pack(bodies.map((body) => `${body}\n`).join(''));
  const aside = join(folder, `${file}.${process.pid}.new`);
  await rm(aside, { force: true });
  const handle = await open(aside, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, join(folder, file));
  await syncFolder(folder);
  const kept = await readArchive(folder, file);
  if (kept?.length !== bodies.length || kept.some((body, place) => body !== bodies[place]))
    throw new Error(`${join(folder, file)} does not read back as it was written`);
  return { file, sha256: createHash('sha256').update(bytes).digest() };
}

/** The bodies in a file, or null when it is not there or cannot be unpacked. */
export async function readArchive(folder: string, file: string): Promise<string[] | null> {
  try {
    const text = (await unpack(await readFile(join(folder, file)))).toString('utf8');
    return text.split('\n').slice(0, -1);
  } catch {
    return null;
  }
}

/** An archived entry by its index, or undefined. */
export async function archivedEntry(platform: Platform, index: number): Promise<KeptEntry | undefined> {
  const archive = (await allArchives(platform.database.pool)).find(({ first, size }) => index >= first && index < size);
  const bodies = archive && (await readArchive(archiveFolder(platform.config), archive.file));
  const body = bodies?.[index - archive!.first];
  return body === undefined ? undefined : { index, body: JSON.parse(body) as EntryBody };
}

/** The stored log with its archived entries read from their files, one file in memory at a time. A file that is lost leaves its entries missing. */
export function withArchives(log: StoredLog, folder: string, archives: readonly StoredArchive[]): StoredLog {
  let open: { file: string; bodies: string[] } | null = null;
  const bodiesOf = async ({ file }: StoredArchive): Promise<string[]> => {
    if (open?.file !== file) open = { file, bodies: (await readArchive(folder, file)) ?? [] };
    return open.bodies;
  };
  const archiveOf = (index: number) => archives.find(({ first, size }) => index >= first && index < size);
  return {
    ...log,
    async entriesFrom(from) {
      let at = from;
      for (let archive = archiveOf(at); archive; archive = archiveOf(at)) {
        const { first, size } = archive;
        const page = (await bodiesOf(archive)).slice(at - first, Math.min(at - first + pageSize, size - first));
        if (page.length > 0) return page.map((body, place) => archivedRow(at + place, body));
        at = size;
      }
      return log.entriesFrom(at);
    },
    async bodyAt(index) {
      const archive = archiveOf(index);
      return archive ? (await bodiesOf(archive))[index - archive.first] : log.bodyAt(index);
    },
  };
}

/** A row as it would stand in the database: it was made from the body, so it cannot disagree with it. */
function archivedRow(index: number, body: string): StoredEntry {
  const columns = columnsIn(body);
  const { at, ...rest } = columns;
  return { index, body, leafHash: Buffer.from(leafOf(body)), atMicros: Date.parse(at) * 1000, ...rest };
}

function columnsIn(body: string): ReturnType<typeof columnsOf> {
  try {
    return columnsOf(JSON.parse(body) as EntryBody);
  } catch {
    return { at: '', kind: '', subject: null, agencyId: null, providerId: null, grantId: null };
  }
}
