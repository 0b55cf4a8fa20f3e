/** The README's pictures, made from a running demo: npm run screenshots. LEGWORK_URL names one that runs, or one is started. */
import { join } from 'node:path';
import { desktop, openBrowser, phone, visit } from '../e2e/journeys/browser.ts';
import { openNode } from '../e2e/node.ts';

const pictures = join(import.meta.dirname, '../docs/pictures');
const node = await openNode();
const browser = await openBrowser();
try {
  for (const [suffix, screen] of [
    ['', desktop],
    ['-phone', phone],
  ] as const) {
    const { page, signIn, close } = await visit(browser, node.url, { screen });
    const keep = async (name: string) => {
      // On a phone one page tells enough.
      if (screen === phone && name !== 'case') return;
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: join(pictures, `${name}${suffix}.png`) });
    };
    await page.goto('/');
    await keep('front');
    await page.goto('/sign-in');
    await signIn('mother');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto('/services/newborn-medical-enrolment');
    await page
      .getByRole('button', { name: '开始办理' })
      .or(page.getByRole('link', { name: '继续办理' }))
      .first()
      .click();
    await page.waitForURL(/\/cases\//);
    await page.getByText(/项都已替您填好/).waitFor();
    await keep('case');
    await page.goto('/data');
    await keep('data-uses');
    await close();
  }
} finally {
  await browser.close();
  await node.stop();
}
