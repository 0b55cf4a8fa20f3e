import { setTimeout as sleep } from 'node:timers/promises';
import type { APIResponse } from 'playwright-core';
import { expect } from 'vitest';
import type { Visitor } from './browser.ts';

/** Asks as a visitor who is signed in, as their browser would; anything but success fails the test with what was said. */
export async function asking<T>({ context, page }: Visitor, method: string, path: string, data?: unknown): Promise<T> {
  const response: APIResponse = await context.request.fetch(path, {
    method,
    headers: { origin: new URL(page.url()).origin },
    ...(data !== undefined && { data }),
  });
  const text = await response.text();
  expect(response.ok(), `${method} ${path}: ${text}`).toBe(true);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

interface Draft {
  id: string;
  number: string;
  filled: boolean;
  licenceId: string | null;
}

/** The mother asks for her newborn's enrolment; the number of the case, which now waits to be accepted. */
export async function submitNewborn(mother: Visitor): Promise<string> {
  return (await submitted(mother)).number;
}

async function submitted(mother: Visitor): Promise<Draft> {
  let item = await asking<Draft>(mother, 'POST', '/api/v1/cases', { service: 'newborn-medical-enrolment' });
  while (!item.filled) {
    await sleep(200);
    item = await asking<Draft>(mother, 'GET', `/api/v1/cases/${item.id}`);
  }
  await asking(mother, 'POST', `/api/v1/cases/${item.id}/submission`);
  return item;
}

/** The mother's newborn is enrolled and the licence issued, as mother.test.ts does it by hand; returns the licence's id. */
export async function enrolNewborn(mother: Visitor, worker: Visitor): Promise<string> {
  const item = await submitted(mother);
  await asking(worker, 'POST', `/api/v1/cases/${item.id}/acceptance`);
  const decided = await asking<Draft>(worker, 'POST', `/api/v1/cases/${item.id}/decision`, {
    outcome: 'granted',
    opinion: '符合参保条件，准予登记。',
  });
  return decided.licenceId!;
}
