import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium, type Page } from 'playwright-core';
import { demoPassword } from '../e2e/demo-password.ts';
import { browserOptions } from '../e2e/journeys/browser.ts';
import { openNode, sparePort } from '../e2e/node.ts';
import { type BenchOptions, type BenchResult, spread } from './measure.ts';

const categories = ['performance', 'accessibility', 'best-practices'] as const;
const runs = 5;
/** Lighthouse's own two settings: a middling phone on a slow network, and a desk. Undefined is its own, the phone. */
const screens = { phone: undefined, desktop: desktopConfig } as const;

/** Lighthouse's scores (0 to 100) of the front page, a guide, and a form that a resident fills in, signed in. The ratio is the least median score over the 95 that is asked. */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const node = await openNode();
  const profile = await mkdtemp(join(tmpdir(), 'legwork-lighthouse-'));
  const port = await sparePort();
  const options = browserOptions();
  const context = await chromium.launchPersistentContext(profile, {
    ...options,
    args: [...options.args, `--remote-debugging-port=${port}`],
    baseURL: node.url,
    locale: 'zh-CN',
  });
  try {
    const pages = await addresses(context.pages()[0] ?? (await context.newPage()));
    const figures: Record<string, Record<string, unknown>> = {};
    let least = 100;
    for (const [screen, config] of Object.entries(screens)) {
      for (const [name, url] of Object.entries(pages)) {
        const scores = Object.fromEntries(categories.map((each): [string, number[]] => [each, []]));
        const painted: number[] = [];
        const faults = new Set<string>();
        for (let turn = 0; turn < runs; turn += 1) {
          // The session must outlive the audit: it would else clear cookies and measure the sign-in page.
          const told = await lighthouse(
            url,
            { port, onlyCategories: [...categories], disableStorageReset: true, logLevel: 'error' },
            config,
          );
          if (!told) throw new Error(`Lighthouse said nothing of ${url}`);
          const { lhr } = told;
          if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
          if (lhr.finalDisplayedUrl !== url) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}`);
          for (const category of categories) {
            const { score, auditRefs } = lhr.categories[category]!;
            scores[category]!.push(Math.round((score ?? 0) * 100));
            for (const { id, weight } of auditRefs) {
              const audit = lhr.audits[id];
              if (weight > 0 && audit && audit.score !== null && audit.score < 0.9) faults.add(id);
            }
          }
          painted.push(Math.round(lhr.audits['largest-contentful-paint']?.numericValue ?? Number.NaN));
        }
        const medians = Object.fromEntries(categories.map((each) => [each, spread(scores[each]!).median]));
        least = Math.min(least, ...Object.values(medians));
        figures[`${name}, ${screen}`] = {
          ...medians,
          largestContentfulPaintMs: spread(painted),
          below90: [...faults].sort(),
        };
        say(
          `${name}, ${screen}: ${Object.entries(medians)
            .map(([each, score]) => `${each} ${score}`)
            .join(', ')}; below 90: ${[...faults].join(' ') || 'none'}`,
        );
      }
    }
    return {
      name: 'lighthouse',
      ratio: least / 95,
      what: 'least median score over 95',
      figures: {
        ...figures,
        runs,
        meaning:
          'medians of Lighthouse’s scores, its own phone (simulated slow network and processor) and desktop settings; browser and node on the same machine',
      },
    };
  } finally {
    await context.close();
    await node.stop();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Where the three pages are; the form's case is begun by a resident who signs in on the given page. */
async function addresses(page: Page): Promise<Record<string, string>> {
  await page.goto('/');
  const front = page.url();
  await page.getByLabel('您要办什么事？').fill('新生儿');
  await page.getByRole('link', { name: '新生儿参保登记' }).click();
  await page.getByRole('link', { name: '登录并办理' }).waitFor();
  const guide = page.url();
  await page.getByRole('link', { name: '登录并办理' }).click();
  await page.getByLabel('账号', { exact: true }).fill('mother');
  await page.getByLabel('密码', { exact: true }).fill(demoPassword);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('button', { name: '开始办理' }).click();
  await page.getByText(/项都已替您填好/).waitFor();
  return { 'front page': front, guide, form: page.url() };
}
