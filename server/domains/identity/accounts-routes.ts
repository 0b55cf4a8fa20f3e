import {
  createAccount,
  getAccount,
  listAccounts,
  putAccountRoles,
  putAccountState,
  resetAccountPassword,
  type StaffAccount,
} from '../../../contracts/accounts.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Agency, agenciesByIds, agenciesMatching, agencyByCreditCode } from '../directory/index.ts';
import { giveAccount } from './give-account.ts';
import { changeRoles, closeAccount, reopenAccount, resetPassword } from './manage-accounts.ts';
import { type StoredStaffAccount, staffAccountById, staffAccountsMatching } from './store-accounts.ts';

/** The operator makes and keeps the accounts of agencies' staff. */
export function accountsRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;

  http.on(listAccounts, async ({ query }) => {
    const limit = query.limit ?? 50;
    const after = readCursor(query.cursor, ['string']);
    const agency = query.agency === undefined ? undefined : await agencyByCreditCode(db, query.agency);
    if (query.agency !== undefined && !agency) return { items: [], nextCursor: null };
    const q = query.q?.trim();
    const rows = await staffAccountsMatching(db, {
      agencyId: agency?.id,
      text: q
        ? { like: q, orAgencies: (await agenciesMatching(db, { q, after: null, limit: 200 })).map(({ id }) => id) }
        : undefined,
      role: query.role,
      active: query.state === undefined ? undefined : query.state === 'active',
      after,
      limit,
    });
    const page = pageOfRows(rows, limit, ({ username }) => [username]);
    const agencies = await agenciesByIds(
      db,
      page.items.map(({ agencyId }) => agencyId),
    );
    return { ...page, items: page.items.map((account) => shown(account, agencies.get(account.agencyId)!)) };
  });

  http.on(getAccount, async ({ params }) => {
    const account = await staffAccountById(db, params.id);
    if (!account) throw new DomainError('not-found');
    return withAgency(account);
  });

  http.on(createAccount, async ({ actor, body, reply }) => {
    // A reply that holds a secret is kept nowhere, not even for an Idempotency-Key.
    reply.header('cache-control', 'no-store');
    const { account, agency, password } = await giveAccount(platform, staff(actor), body);
    return { account: shown(account, agency), password };
  });

  http.on(putAccountRoles, async ({ actor, params, body }) =>
    withAgency(await changeRoles(platform, staff(actor), params.id, body.roles)),
  );

  http.on(putAccountState, async ({ actor, params, body }) =>
    withAgency(await (body.active ? reopenAccount : closeAccount)(platform, staff(actor), params.id)),
  );

  http.on(resetAccountPassword, async ({ actor, params, reply }) => {
    reply.header('cache-control', 'no-store');
    const { account, password } = await resetPassword(platform, staff(actor), params.id);
    return { account: await withAgency(account), password };
  });

  async function withAgency(account: StoredStaffAccount): Promise<StaffAccount> {
    return shown(account, (await agenciesByIds(db, [account.agencyId])).get(account.agencyId)!);
  }
}

function staff(actor: Actor) {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  return actor;
}

function shown({ agencyId, createdAt, lastSignInAt, ...account }: StoredStaffAccount, agency: Agency): StaffAccount {
  return {
    ...account,
    agency: { id: agencyId, creditCode: agency.creditCode, name: agency.name },
    createdAt: createdAt.toISOString(),
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
  };
}
