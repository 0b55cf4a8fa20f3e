import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { StartupError } from './startup-error.ts';

function refusalOf(env: NodeJS.ProcessEnv): StartupError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('settings', () => {
  it.each([
    ['PORT', '3000x'],
    ['PORT', '0'],
    ['PORT', '-1'],
    ['PORT', '1e3'],
    ['PORT', '65536'],
    ['LEGWORK_DEMO', 'maybe'],
    ['LEGWORK_PUBLIC_URL', 'javascript:alert(1)'],
    ['LEGWORK_PUBLIC_URL', 'data.example.gov.cn'],
    ['LEGWORK_BODY_LIMIT', '1'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'nonsense'],
    ['DATABASE_URL', 'mysql://root:secret@localhost/legwork'],
    ['DATABASE_URL', 'postgres://root:secret@localhost:port/legwork'],
  ])('that cannot be used are refused by name, in both languages: %s=%s', (name, value) => {
    const { zh, en } = refusalOf({ [name]: value });
    expect(zh).toContain(`环境变量 ${name} 的值不可用`);
    expect(en).toContain(`${name} cannot be used`);
    expect(zh + en).not.toContain('secret');
  });

  it('that are empty count as not set', () => {
    const empty = { HOST: '', PORT: '', DATABASE_URL: '', LEGWORK_PUBLIC_URL: '', LEGWORK_DEMO: '', LOG_LEVEL: '' };
    expect(readConfig({ ...empty, LEGWORK_DATA: '/srv/legwork' })).toEqual(
      readConfig({ LEGWORK_DATA: '/srv/legwork' }),
    );
  });

  it.each([
    [{}, 'http://127.0.0.1:3000'],
    [{ HOST: '0.0.0.0', PORT: '80' }, 'http://127.0.0.1:80'],
    [{ HOST: '::1' }, 'http://[::1]:3000'],
    [{ LEGWORK_PUBLIC_URL: 'https://data.example.gov.cn/' }, 'https://data.example.gov.cn'],
  ])('name the address that people use: %o', (env, address) => {
    expect(readConfig(env).publicUrl).toBe(address);
  });

  it('of production ask for no demo world, and refuse one', () => {
    expect(readConfig({}).demo).toBe(true);
    expect(readConfig({ NODE_ENV: 'production' }).demo).toBe(false);
    expect(refusalOf({ NODE_ENV: 'production', LEGWORK_DEMO: '1' }).en).toContain('LEGWORK_DEMO=0');
  });
});
