/**
 * Follows the links of every role in both languages and prints what is wrong: dead links, errors on the console, axe's violations, sideways
 * scroll at 1280 and 360 px, titles that two pages share, texts of the other language. npm run crawl; LEGWORK_URL names a node that
 * runs, or a demo node is started. Takes many minutes, so it is no part of the tests. Ends with 1 where it finds a fault.
 */
import { crawl, patterns } from './crawler.ts';
import { openBrowser, visit } from './journeys/browser.ts';
import { enrolNewborn } from './journeys/enrol.ts';
import { openNode } from './node.ts';

const roles = [
  undefined,
  'mother',
  'agent',
  'steward.guizhou-health',
  'caseworker.hangzhou-yibao',
  'developer.hangzhou-yibao',
  'operator',
  'supervisor',
] as const;

const node = await openNode();
const browser = await openBrowser();
try {
  // A case and a licence, so that their pages are there.
  const [mother, worker] = await Promise.all([visit(browser, node.url), visit(browser, node.url)]);
  for (const [visitor, username] of [
    [mother, 'mother'],
    [worker, 'caseworker.hangzhou-yibao'],
  ] as const) {
    await visitor.page.goto('/sign-in?lang=zh-CN');
    await visitor.signIn(username);
    await visitor.page.waitForURL((at) => at.pathname !== '/sign-in');
  }
  await enrolNewborn(mother, worker);
  await Promise.all([mother.close(), worker.close()]);

  for (const language of ['zh-CN', 'en'] as const) {
    const opened = new Set<string>();
    for (const username of roles) {
      const { faults, checked } = await crawl(browser, node.url, { username, language });
      for (const pattern of checked) opened.add(pattern);
      for (const fault of faults) console.log(fault);
      if (faults.length > 0) process.exitCode = 1;
    }
    console.log(`${language}: ${opened.size} of ${patterns.length} kinds of pages`);
    const unopened = patterns.filter((pattern) => !opened.has(pattern));
    if (unopened.length > 0) console.log(`no link leads there in the demo world: ${unopened.join(' ')}`);
  }
} finally {
  await browser.close();
  await node.stop();
}
