import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { demoPassword } from '../demo-password.ts';

const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

// A step waits for pages and for axe on whatever machine it runs; what is wrong fails by its own words, not by the clock.
if (process.env.VITEST) vi.setConfig({ testTimeout: 120_000 });

export const desktop = { width: 1280, height: 900 };
export const phone = { width: 360, height: 740 };

/** Debian's Chromium, or the one that CHROMIUM names, with what it needs to run alone. */
export function browserOptions(): { executablePath: string; args: string[] } {
  return { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...flags, ...quiet] };
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch(browserOptions());
}

/** Someone at a screen: their page, and what they check at each step. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** The page as it stands: its heading, no accessibility violation, no sideways scroll, nothing personal kept or named. */
  sees(heading: string | RegExp): Promise<void>;
  signIn(username: string): Promise<void>;
  close(): Promise<void>;
}

interface VisitorOptions {
  screen?: { width: number; height: number };
  language?: 'zh-CN' | 'en';
}

export async function visit(
  browser: Browser,
  url: string,
  { screen = desktop, language = 'zh-CN' }: VisitorOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: url, viewport: screen, locale: language });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  // A content policy that is broken is told on the console alone.
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) complaints.push(message.text());
  });
  return {
    page,
    context,
    async sees(heading) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.waitForLoadState('networkidle');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await expectNothingPersonalKept(page);
      await expectWords(page);
      expect(complaints).toEqual([]);
    },
    async signIn(username) {
      await page.getByLabel(language === 'en' ? 'Account' : '账号', { exact: true }).fill(username);
      await page.getByLabel(language === 'en' ? 'Password' : '密码', { exact: true }).fill(demoPassword);
      await page.getByRole('button', { name: language === 'en' ? 'Sign in' : '登录', exact: true }).click();
    },
    close: () => context.close(),
  };
}

/** No violation of any rule of axe, WCAG 2.2 A and AA among them, once what comes in has come in. */
export async function expectAccessible(page: Page): Promise<void> {
  // A drawer that is half faded in has half the contrast.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((each) => each.playState !== 'running' || each.effect?.getTiming().iterations === Infinity),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
  expect(found, page.url()).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}

/** Neither the address, the window's title nor the device's storage names a person. */
async function expectNothingPersonalKept(page: Page): Promise<void> {
  const kept = await page.evaluate(() =>
    JSON.stringify([document.title, location.href, { ...localStorage }, { ...sessionStorage }]),
  );
  expect(kept).not.toMatch(/\d{17}[\dX]|陈晓棠|周沐禾|周明远/);
}

const locale = join(import.meta.dirname, '../../web/locales/zh-CN');
const keys = new Set(
  readdirSync(locale).flatMap((file) => keysOf(JSON.parse(readFileSync(join(locale, file), 'utf8')), '')),
);

function keysOf(tree: object, before: string): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [before + key.replace(/_(one|other)$/, '')] : keysOf(value, `${before}${key}.`),
  );
}

/** Every text is said in words: none is the name that the code has for it. */
export async function expectWords(page: Page): Promise<void> {
  const said = (await page.locator('body').innerText()).match(/[a-z]\w*(\.\w+)+/g) ?? [];
  expect(
    said.filter((each) => keys.has(each)),
    page.url(),
  ).toEqual([]);
}
