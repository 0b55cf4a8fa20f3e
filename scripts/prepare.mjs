// Runs before start, test, story and bench: makes a fresh clone ready. Plain JavaScript without dependencies, because it
// has to run on Node 20 and before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const pinnedNode = join(modules, '.bin', 'node');
const nodeMajor = 24;

install();
const node = settleNode();
buildWeb(node);
if (process.argv.includes('--test')) requireBrowser();

/** `npm ci` when the installed packages are not those of the lock file. */
function install() {
  const stamp = join(modules, '.legwork-lock-hash');
  const wanted = hashOf([join(root, 'package-lock.json')]);
  if (readText(stamp) === wanted) return;
  if (installedSince(join(root, 'package-lock.json'))) return writeFileSync(stamp, wanted);
  say('正在安装依赖 installing packages (npm ci) ...');
  // Inside an npm script, npm names its own entry file; without it, the npm on PATH is used.
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  // With NODE_ENV=production npm would leave out what the pages are built with.
  run([...npm, 'ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'], '依赖安装失败 npm ci failed');
  writeFileSync(stamp, wanted);
}

/** Whether someone's own `npm ci` or `npm install` came after the lock file; npm writes its list last, or just before it. */
function installedSince(lockFile) {
  const list = join(modules, '.package-lock.json');
  return existsSync(list) && statSync(list).mtimeMs + 5_000 > statSync(lockFile).mtimeMs;
}

/** The Node that npm scripts get from node_modules/.bin, or the running one where the platform has no package. */
function settleNode() {
  if (majorOf(pinnedNode) >= nodeMajor) return pinnedNode;
  if (Number(process.versions.node.split('.')[0]) >= nodeMajor) return process.execPath;
  return stop(
    `需要 Node ${nodeMajor} 或更新，当前为 ${process.version}，且 ${process.platform}-${process.arch} 没有随附版本。` +
      ` Node ${nodeMajor} or newer is needed: this is ${process.version}, and none comes for ${process.platform}-${process.arch}.`,
  );
}

function majorOf(program) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? Number.parseInt(stdout.slice(1), 10) : 0;
}

/** Builds the pages when what they are made of has changed since the last build. */
function buildWeb(program) {
  if (!existsSync(join(root, 'web'))) return;
  const stamp = join(root, 'dist', 'web.hash');
  const sources = ['web', 'contracts', 'vite.config.ts', 'package-lock.json'].flatMap((name) =>
    filesUnder(join(root, name)),
  );
  const wanted = hashOf(sources);
  if (readText(stamp) === wanted && existsSync(join(root, 'dist', 'web', 'index.html'))) return;
  say('正在构建网页 building the pages ...');
  run([program, join(modules, '.bin', 'vite'), 'build', '--logLevel', 'warn'], '网页构建失败 the pages do not build');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** The browser journeys need Chromium, and a Chinese font to measure pages by. */
function requireBrowser() {
  const missing = [];
  if (!existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium')) missing.push('chromium');
  if (!hasChineseFont()) missing.push('fonts-noto-cjk');
  if (missing.length === 0) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (process.getuid?.() !== 0 || !apt || (process.env.CHROMIUM && missing.includes('chromium'))) {
    stop(
      `浏览器测试缺少 the browser tests need: ${missing.join(', ')}. ${apt ? `sudo sh -c '${command}'` : 'CHROMIUM=/path/to/chromium'}`,
    );
  }
  say(`正在安装 installing ${missing.join(', ')} (apt-get) ...`);
  const failed = `安装失败，请执行 could not be installed, type: ${command}`;
  run(['apt-get', 'update', '-qq'], failed);
  run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing], failed);
}

function hasChineseFont() {
  const listed = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  if (listed.status === 0) return listed.stdout.includes('CJK');
  const { stdout } = spawnSync('dpkg', ['-s', 'fonts-noto-cjk'], { encoding: 'utf8' });
  return Boolean(stdout?.includes('Status: install ok installed'));
}

/** Runs a program without its chatter; when it fails, shows what it said and ends. */
function run([program, ...args], failure) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  stop(error ? `${failure}: ${error.message}` : failure);
}

/** One hash of names and contents, so that a fresh checkout with new times is not taken for a change. */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(`${relative(root, file)}\0`).update(createHash('sha256').update(readFileSync(file)).digest());
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  const entries = readEntries(path);
  if (!entries) return [path];
  return entries.sort().flatMap((name) => filesUnder(join(path, name)));
}

function readEntries(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function stop(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
