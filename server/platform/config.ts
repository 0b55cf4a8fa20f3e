import { join, resolve } from 'node:path';
import { StartupError } from './startup-error.ts';

export interface Config {
  /** Folder of everything this install keeps on disk: keys, the embedded database, uploads in progress. */
  dataDir: string;
  host: string;
  port: number;
  /** The address that people use, and the issuer of every token; no trailing slash. */
  publicUrl: string;
  /** Set in production: an outside PostgreSQL; otherwise the embedded one is started under dataDir. */
  databaseUrl: string | undefined;
  /** Whether demo data and demo accounts are loaded on first start. */
  demo: boolean;
  production: boolean;
  logLevel: string;
  /** Largest JSON body, bytes. */
  bodyLimit: number;
  /** Largest file that can be sent for ingest, bytes. */
  fileLimit: number;
  /** The key that signs the ledger, when it is not the one in the data folder: as PEM, or the file that holds it. */
  ledgerKey: { pem: string } | { file: string } | undefined;
  /** How long a code that shows a licence holds, seconds. */
  licenceCodeSeconds: number;
  /** How long a session of the pages holds, milliseconds: unused, for residents and for staff, and in all. */
  sessions: { residentIdle: number; staffIdle: number; longest: number };
}

/**
 * Reads the settings from the environment. A value that cannot be used is a StartupError naming the variable; nothing
 * is guessed.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const host = env.HOST || '127.0.0.1';
  const port = wholeNumber(env, 'PORT', 3000, 1, 65535);
  const production = env.NODE_ENV === 'production';
  const demo = flag(env, 'LEGWORK_DEMO', !production);
  if (production && demo) {
    throw new StartupError({
      zh: '生产环境 (NODE_ENV=production) 不能带演示数据启动：请设 LEGWORK_DEMO=0。',
      en: 'NODE_ENV=production refuses demo data and demo passwords: set LEGWORK_DEMO=0.',
    });
  }
  return {
    dataDir: resolve(env.LEGWORK_DATA || join(process.cwd(), 'data')),
    host,
    port,
    publicUrl: publicUrl(env, host, port),
    databaseUrl: databaseUrl(env),
    demo,
    production,
    logLevel: logLevel(env),
    bodyLimit: wholeNumber(env, 'LEGWORK_BODY_LIMIT', 1_048_576, 1024, 2 ** 30),
    fileLimit: wholeNumber(env, 'LEGWORK_FILE_LIMIT', 2 * 2 ** 30, 1024, Number.MAX_SAFE_INTEGER),
    sessions: {
      residentIdle: wholeNumber(env, 'LEGWORK_IDLE_MINUTES', 30, 1, 24 * 60) * 60_000,
      staffIdle: wholeNumber(env, 'LEGWORK_STAFF_IDLE_MINUTES', 30, 1, 24 * 60) * 60_000,
      longest: wholeNumber(env, 'LEGWORK_SESSION_HOURS', 12, 1, 7 * 24) * 3_600_000,
    },
    ledgerKey: ledgerKey(env),
    licenceCodeSeconds: wholeNumber(env, 'LEGWORK_LICENCE_CODE_SECONDS', 60, 30, 300),
  };
}

function publicUrl(env: NodeJS.ProcessEnv, host: string, port: number): string {
  const given = env.LEGWORK_PUBLIC_URL;
  if (given) {
    if (hasProtocol(given, ['http:', 'https:'])) return given.replace(/\/+$/, '');
    throw invalid('LEGWORK_PUBLIC_URL', { zh: 'http(s) 地址', en: 'an http(s) address' });
  }
  // "Every address of this machine" can be listened on but not visited.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function databaseUrl(env: NodeJS.ProcessEnv): string | undefined {
  const given = env.DATABASE_URL || undefined;
  if (given === undefined || hasProtocol(given, ['postgres:', 'postgresql:'])) return given;
  // The value is not shown: it may hold a password.
  const example = 'postgres://user:password@host:5432/legwork';
  throw invalid('DATABASE_URL', { zh: `PostgreSQL 地址，如 ${example}`, en: `an address such as ${example}` });
}

function ledgerKey(env: NodeJS.ProcessEnv): Config['ledgerKey'] {
  const { LEGWORK_LEDGER_KEY: pem, LEGWORK_LEDGER_KEY_FILE: file } = env;
  if (pem && file) {
    throw invalid('LEGWORK_LEDGER_KEY', {
      zh: '与 LEGWORK_LEDGER_KEY_FILE 只设其一',
      en: 'set alone, without LEGWORK_LEDGER_KEY_FILE',
    });
  }
  // Some ways of setting a variable cannot hold a line break.
  if (pem) return { pem: pem.replaceAll('\\n', '\n') };
  return file ? { file: resolve(file) } : undefined;
}

function hasProtocol(url: string, accepted: string[]): boolean {
  return URL.canParse(url) && accepted.includes(new URL(url).protocol);
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

function logLevel(env: NodeJS.ProcessEnv): string {
  const given = env.LOG_LEVEL || 'info';
  if (logLevels.includes(given)) return given;
  throw invalid('LOG_LEVEL', { zh: logLevels.join(' / '), en: logLevels.join(' / ') });
}

function wholeNumber(env: NodeJS.ProcessEnv, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw invalid(name, { zh: `${min} 到 ${max} 之间的整数`, en: `a whole number from ${min} to ${max}` });
  }
  return value;
}

function flag(env: NodeJS.ProcessEnv, name: string, fallback: boolean): boolean {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (text === '0' || text === 'false') return false;
  if (text === '1' || text === 'true') return true;
  throw invalid(name, { zh: '0 或 1', en: '0 or 1' });
}

function invalid(name: string, wanted: { zh: string; en: string }): StartupError {
  return new StartupError({
    zh: `环境变量 ${name} 的值不可用，应为${wanted.zh}。`,
    en: `${name} cannot be used: it should be ${wanted.en}.`,
  });
}
