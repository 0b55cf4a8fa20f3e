import { open } from 'node:fs/promises';
import { resourceByKey } from '../domains/catalogue/index.ts';
import { agencyByKey } from '../domains/directory/index.ts';
import { call } from '../domains/exchange/index.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Platform } from '../platform/platform.ts';
import type { Pack } from './read-pack.ts';

/** Bytes at the head of a file in which subjects are looked for. */
const head = 64 * 1024;
const citizenIds = /(?<!\d)\d{17}[\dX](?!\d)/g;
const creditCodes = /(?<![0-9A-Z])9[0-9A-HJ-NP-RTUWXY]{17}(?![0-9A-Z])/g;

/** Numbers of people or companies at the beginning of a demo file; they are ASCII in every encoding. */
export async function subjectsIn(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(head), 0, head, 0);
    const text = buffer.toString('latin1', 0, bytesRead);
    return [...new Set([...(text.match(creditCodes) ?? []), ...(text.match(citizenIds) ?? [])])];
  } finally {
    await file.close();
  }
}

/**
 * A day's traffic of the demo world, so that its pages are not empty: each agency that holds a grant and has a client asks for
 * some residents by it, as any agency would. The residents who can sign in are left out: what they see read was read for
 * their own cases. Returns how many calls were made, refused ones among them.
 */
export async function makeDemoCalls(
  platform: Platform,
  pack: Pack,
  subjects: ReadonlyMap<string, readonly string[]>,
): Promise<number> {
  const known = new Set([
    ...(pack.accounts?.accounts.map(({ person }) => person.citizenId) ?? []),
    ...(pack.accounts?.companies.map(({ creditCode }) => creditCode) ?? []),
  ]);
  let made = 0;
  for (const [place, grant] of pack.grants.entries()) {
    const client = pack.clients.find(({ agency }) => agency === grant.consumer);
    const consumer = await agencyByKey(platform.db, grant.consumer);
    const resource = await resourceByKey(platform.db, grant.resource);
    if (!client || !consumer || resource?.subjectKind === 'none') continue;
    const wanted = (subjects.get(grant.resource) ?? []).filter((number) => !known.has(number));
    const caller = { agencyId: consumer.id, creditCode: consumer.creditCode, clientId: client.clientId };
    const asked = wanted.slice(0, 6 + 9 * ((place * 4) % 7));
    await Promise.all(
      asked.map((subject) =>
        call(platform, caller, {
          resourceKey: grant.resource,
          subject,
          items: grant.items,
          purpose: grant.purpose,
        }).catch((error: unknown) => {
          // A refusal is an entry like any other.
          if (!(error instanceof DomainError)) throw error;
        }),
      ),
    );
    made += asked.length;
  }
  return made;
}
