import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { desktop, phone, visit } from './journeys/browser.ts';

const web = join(import.meta.dirname, '../web');
/** Every page that the web has, as its routes name it: `/cases/$id`. */
export const patterns: readonly string[] = globSync('*/routes.tsx', { cwd: web }).flatMap((file) =>
  [...readFileSync(join(web, file), 'utf8').matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path!),
);
const shapes = patterns
  .map((pattern) => ({ pattern, shape: new RegExp(`^${pattern.replace(/\$\w+/g, '[^/]+')}$`) }))
  // What is named outright goes before what is named by a parameter: agencies/new is not the agency "new".
  .sort((a, b) => a.pattern.split('$').length - b.pattern.split('$').length);

/** Someone who follows every link. */
export interface Crawler {
  /** Nobody who is signed in, when absent. */
  username?: string | undefined;
  language: 'zh-CN' | 'en';
  /** Where to begin, beside the front page. */
  from?: string[];
}

export interface Crawled {
  /** What is wrong, each with the page on which it was seen. */
  faults: string[];
  /** The patterns that were looked at. */
  checked: Set<string>;
}

/** Opens one page of each pattern that links lead to, and tells what is wrong there. */
export async function crawl(
  browser: Browser,
  url: string,
  { username, language, from = [] }: Crawler,
): Promise<Crawled> {
  const visitor = await visit(browser, url, { language });
  const { page } = visitor;
  const faults: string[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400)
      complaints.push(`${response.status()} ${response.request().method()} ${response.url().replace(url, '')}`);
  });
  if (username !== undefined) {
    await page.goto(`/sign-in?lang=${language}`);
    await visitor.signIn(username);
    await page.waitForURL((at) => at.pathname !== '/sign-in');
  }
  const waiting = ['/', ...from];
  const seen = new Set<string>();
  const checked = new Set<string>();
  const asked = new Set<string>();
  const titles = new Map<string, string>();
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const { pathname } = new URL(path, url);
    const pattern = shapes.find(({ shape }) => shape.test(pathname))?.pattern;
    const fault = (text: string) => faults.push(`${username ?? 'guest'} ${language} ${path}: ${text}`);
    if (pattern === undefined) {
      if (asked.has(pathname)) continue;
      asked.add(pathname);
      const { status } = await page.request.get(path).then(
        (response) => ({ status: response.status() }),
        () => ({ status: 0 }),
      );
      if (status !== 200) fault(`a dead link (${status})`);
      continue;
    }
    if (seen.has(pattern)) continue;
    seen.add(pattern);
    complaints.length = 0;
    await page.setViewportSize(desktop);
    await page.goto(path);
    await page
      .locator('main h1')
      .first()
      .waitFor()
      .catch(() => fault('no heading'));
    await page.waitForLoadState('networkidle');
    // Whoever works here is led on from the front page; that page has its own turn.
    const { pathname: led } = new URL(page.url());
    if (led !== pathname) {
      waiting.push(led);
      continue;
    }
    checked.add(pattern);
    const title = await page.title();
    // The same thing has a page for those who work on it and one for the public.
    const side = /^\/(agency|operator)\//.test(pattern) ? 'console' : 'public';
    const twin = titles.get(`${side} ${title}`);
    if (twin !== undefined) fault(`has the title of ${twin}: ${title}`);
    titles.set(`${side} ${title}`, pattern);
    // Axe takes longest, so each language has it at one width; sideways scroll is looked for at both.
    for (const screen of language === 'en' ? [phone, desktop] : [desktop, phone]) {
      await page.setViewportSize(screen);
      // What is drawn to the room that there is takes a frame or two.
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) fault(`${over} px wider than ${screen.width}`);
    }
    // Consoles are the same in both languages but for their words: once is enough.
    const { violations } =
      language === 'en' || side === 'public' ? await new AxeBuilder({ page }).analyze() : { violations: [] };
    for (const { id, nodes } of violations) fault(`${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    for (const text of await foreignOn(page, language)) fault(`of the other language: ${text}`);
    for (const complaint of new Set(complaints)) fault(complaint);
    waiting.push(...(await linksOn(page, url)));
  }
  await visitor.close();
  return { faults, checked };
}

/** Paths of this node that the page links to, then where its first row leads, or what that row's drawer holds. */
async function linksOn(page: Page, url: string): Promise<string[]> {
  const found = await hrefsOn(page);
  const row = page.locator('main .grid-open').first();
  if (await row.isVisible()) {
    await row.click();
    await page.waitForLoadState('networkidle');
    found.push(page.url(), ...(await hrefsOn(page)));
  }
  return [...new Set(found)]
    .filter((href) => href.startsWith(`${url}/`))
    .map((href) => href.slice(url.length).replace(/#.*/, ''));
}

function hrefsOn(page: Page): Promise<string[]> {
  return page
    .locator('a[href]')
    .evaluateAll((links) => (links as HTMLAnchorElement[]).filter((a) => !a.download).map((a) => a.href));
}

const packs = join(import.meta.dirname, '../packs/demo');
/** Those who live and work in the demo world: a name stays as it is written. */
const people = [
  ...new Set(
    ['accounts', 'staff', 'cases', 'planted'].flatMap((file) =>
      [
        ...readFileSync(join(packs, `${file}.yaml`), 'utf8').matchAll(
          /(?:name|\w+_name): "?(\p{Script=Han}{2,4})"?[,\s]/gu,
        ),
      ].map(([, name]) => name!),
    ),
  ),
];

/** Texts of the other language that are not marked as such (WCAG 3.1.2). */
function foreignOn(page: Page, language: 'zh-CN' | 'en'): Promise<string[]> {
  return page.evaluate(
    ({ english, people }) => {
      const foreign = english ? /\p{Script=Han}/u : /[a-z]{2,}( [a-z]{2,}){2}/i;
      const found = new Set<string>();
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const holder = node.parentElement!;
        const text = people.reduce((rest, name) => rest.replaceAll(name, ''), node.nodeValue!.trim());
        if (!foreign.test(text) || holder.closest('script, style, code, pre')) continue;
        if (
          holder
            .closest('[lang]')
            ?.getAttribute('lang')
            ?.startsWith(english ? 'en' : 'zh')
        )
          found.add(node.nodeValue!.trim().slice(0, 60));
      }
      return [...found];
    },
    { english: language === 'en', people },
  );
}
