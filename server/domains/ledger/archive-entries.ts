import { dateInShanghai, isCalendarDate, startOfDay } from '../../../contracts/working-days.ts';
import { onTransaction } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { record } from './append-entries.ts';
import { archiveFolder, writeArchive } from './archive-files.ts';
import { leafOf } from './entry.ts';
import { readHead, readTile } from './store.ts';
import { allArchives, bodiesToArchive, moveToArchive } from './store-archives.ts';
import { firstIndexFrom } from './store-browse.ts';
import { tileWidth } from './tree.ts';

/** Records of how personal information was handled are kept three years at least (个人信息保护法 art. 56). */
const yearsKept = 3;
/** Entries in a file; a whole number of tiles. */
const fileEntries = 256 * tileWidth;

/**
 * Moves the entries of the days before a date (YYYY-MM-DD) out of the database into files in the data folder, from the
 * beginning of the log on and whole tiles only, so that every hash of the tree stays where it is. File after file: each is durable
 * and held against the tree before, in one transaction, its entries are taken out and the move becomes an entry itself; so a run that dies
 * loses nothing, and the next goes on from there. Throws StartupError for a date within three years, and for entries that are not as they were logged.
 */
export async function archiveEntries(
  platform: Platform,
  before: string,
  say: (line: string) => void = () => undefined,
): Promise<{ from: number; to: number; files: number }> {
  requireOldEnough(platform.now(), before);
  const { pool } = platform.database;
  const limit = startOfDay(before);
  const from = (await allArchives(pool)).at(-1)?.size ?? 0;
  const { size } = await readHead(pool);
  const end = wholeTiles(await firstIndexFrom(pool, size, limit));
  let [first, files] = [from, 0];
  while (first < end) {
    const rows = await bodiesToArchive(pool, first, Math.min(first + fileEntries, end));
    // Entries stand in the order of their appending, which is nearly that of their time.
    const late = rows.findIndex(({ at }) => at >= limit);
    const bodies = rows.slice(0, late < 0 ? rows.length : wholeTiles(first + late) - first).map(({ body }) => body);
    if (bodies.length === 0) break;
    await requireAsLogged(platform, first, bodies);
    const written = await writeArchive(archiveFolder(platform.config), first, bodies);
    const to = first + bodies.length;
    await platform.db.transaction().execute(async (tx) => {
      await moveToArchive(onTransaction(tx), { first, size: to, ...written });
      await record(platform, tx, {
        kind: 'archive',
        at: platform.now().toISOString(),
        actor: {},
        detail: { act: 'moved', first, size: to, file: written.file, sha256: written.sha256.toString('hex') },
      });
    });
    say(`${written.file}: ${bodies.length}`);
    first = to;
    files += 1;
  }
  return { from, to: first, files };
}

function wholeTiles(size: number): number {
  return size - (size % tileWidth);
}

function requireOldEnough(now: Date, before: string): void {
  const [year = '', ...day] = dateInShanghai(now).split('-');
  const newest = [Number(year) - yearsKept, ...day].join('-');
  if (!isCalendarDate(before)) {
    throw new StartupError({
      zh: '用法：legwork ledger archive --before 年-月-日',
      en: 'Usage: legwork ledger archive --before YYYY-MM-DD',
    });
  }
  if (before <= newest) return;
  throw new StartupError({
    zh: `处理记录至少保存三年（个人信息保护法第五十六条）：--before 不能晚于 ${newest}。`,
    en: `Records of handling are kept three years at least (Personal Information Protection Law, art. 56): --before may not be later than ${newest}.`,
  });
}

/** What goes to a file must be what the tree holds: afterwards the file is all there is. */
async function requireAsLogged({ database }: Platform, first: number, bodies: readonly string[]): Promise<void> {
  for (let begin = 0; begin < bodies.length; begin += tileWidth) {
    const tile = await readTile(database.pool, 0, (first + begin) / tileWidth);
    for (let place = 0; place < tileWidth; place += 1) {
      const [body, hash] = [bodies[begin + place], tile[place]];
      if (body !== undefined && hash && Buffer.compare(leafOf(body), hash) === 0) continue;
      const index = first + begin + place;
      throw new StartupError({
        zh: `第 ${index} 条存证与账本不符，没有归档：请先运行 legwork verify。`,
        en: `Entry ${index} is not as it was logged, so nothing of its file was archived: run legwork verify first.`,
      });
    }
  }
}
