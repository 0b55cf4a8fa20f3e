import { createAccount, listAccounts, type StaffAccount } from '../../../contracts/accounts.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Agency, agenciesByIds, agencyByCreditCode } from '../directory/index.ts';
import { giveAccount } from './give-account.ts';
import { type StoredStaffAccount, staffAccountsMatching } from './store-accounts.ts';

/** Onboarding: the operator makes accounts for the staff of agencies. */
export function accountsRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;

  http.on(listAccounts, async ({ query }) => {
    const limit = query.limit ?? 50;
    const after = readCursor(query.cursor, ['string']);
    const agency = query.agency === undefined ? undefined : await agencyByCreditCode(db, query.agency);
    if (query.agency !== undefined && !agency) return { items: [], nextCursor: null };
    const rows = await staffAccountsMatching(db, { agencyId: agency?.id, after, limit });
    const page = pageOfRows(rows, limit, ({ username }) => [username]);
    const agencies = await agenciesByIds(
      db,
      page.items.map(({ agencyId }) => agencyId),
    );
    return { ...page, items: page.items.map((account) => shown(account, agencies.get(account.agencyId)!)) };
  });

  http.on(createAccount, async ({ actor, body, reply }) => {
    if (actor.kind !== 'staff') throw new DomainError('role-missing');
    // A reply that holds a secret is kept nowhere, not even for an Idempotency-Key.
    reply.header('cache-control', 'no-store');
    const { account, agency, password } = await giveAccount(platform, actor, body);
    return { account: shown(account, agency), password };
  });
}

function shown({ agencyId, createdAt, ...account }: StoredStaffAccount, agency: Agency): StaffAccount {
  return {
    ...account,
    agency: { id: agencyId, creditCode: agency.creditCode, name: agency.name },
    createdAt: createdAt.toISOString(),
  };
}
