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
}

/**
 * Reads the settings from the environment. A value that cannot be used is a StartupError naming the variable; nothing
 * is guessed.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const host = env.HOST ?? '127.0.0.1';
  const port = wholeNumber(env, 'PORT', 3000, 0, 65535);
  const production = env.NODE_ENV === 'production';
  const demo = flag(env, 'LEGWORK_DEMO', !production);
  if (production && demo) {
    throw new StartupError({
      zh: '生产环境 (NODE_ENV=production) 不能带演示数据启动：请设 LEGWORK_DEMO=0。',
      en: 'NODE_ENV=production refuses demo data and demo passwords: set LEGWORK_DEMO=0.',
    });
  }
  const publicUrl = (env.LEGWORK_PUBLIC_URL ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(
    /\/+$/,
    '',
  );
  if (!URL.canParse(publicUrl)) throw invalid('LEGWORK_PUBLIC_URL', 'an http(s) address');
  return {
    dataDir: resolve(env.LEGWORK_DATA || join(process.cwd(), 'data')),
    host,
    port,
    publicUrl,
    databaseUrl: env.DATABASE_URL || undefined,
    demo,
    production,
    logLevel: env.LOG_LEVEL ?? 'info',
    bodyLimit: wholeNumber(env, 'LEGWORK_BODY_LIMIT', 1_048_576, 1024, 2 ** 30),
    fileLimit: wholeNumber(env, 'LEGWORK_FILE_LIMIT', 2 * 2 ** 30, 1024, Number.MAX_SAFE_INTEGER),
  };
}

function wholeNumber(env: NodeJS.ProcessEnv, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) throw invalid(name, `${min}–${max}`);
  return value;
}

function flag(env: NodeJS.ProcessEnv, name: string, fallback: boolean): boolean {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (text === '0' || text === 'false') return false;
  if (text === '1' || text === 'true') return true;
  throw invalid(name, '0 / 1');
}

function invalid(name: string, wanted: string): StartupError {
  return new StartupError({
    zh: `环境变量 ${name} 的值不可用，应为 ${wanted}。`,
    en: `${name} cannot be used: it should be ${wanted}.`,
  });
}
