import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agencies, type TestWorld, testWorld } from '../../testing/harness.ts';
import { identityDomain, onIdentityEvent } from './index.ts';

let world: TestWorld;
const told: unknown[] = [];
beforeAll(async () => {
  world = await testWorld([identityDomain]);
  onIdentityEvent(world.platform, async (_tx, event) => {
    if (event.kind === 'account') told.push(event.given);
  });
});
afterAll(() => world.close());

const given = {
  username: 'New.Steward',
  name: '新管理员',
  agency: agencies.outsider.creditCode,
  roles: ['steward', 'caseworker'],
};
const give = (body: object) => world.as('operator', { method: 'POST', url: '/api/v1/accounts', body });
const list = async (query: string) => {
  const response = await world.as('operator', { url: `/api/v1/accounts${query}` });
  return response.json() as { items: { id: string; username: string }[]; nextCursor: string | null };
};

describe('accounts of staff', () => {
  it('are given by the operator with a one-time password that is shown once and opens a session', async () => {
    const response = await give(given);
    expect(response.statusCode).toBe(201);
    expect(response.headers['cache-control']).toBe('no-store');
    const { account, password } = response.json() as { account: { id: string; username: string }; password: string };
    expect(account).toMatchObject({
      username: 'new.steward',
      name: '新管理员',
      agency: { id: agencies.outsider.id, creditCode: agencies.outsider.creditCode, name: agencies.outsider.name },
      roles: ['steward', 'caseworker'],
      active: true,
    });
    expect(told).toEqual([
      { account: account.id, agency: agencies.outsider.creditCode, roles: ['steward', 'caseworker'] },
    ]);
    const session = await world.as('anonymous', {
      method: 'POST',
      url: '/api/v1/session',
      body: { username: account.username, password },
    });
    expect(session.json()).toMatchObject({
      account: { id: account.id, roles: ['steward', 'caseworker'] },
      passwordTemporary: true,
    });
    const page = await world.as('operator', { url: '/api/v1/accounts' });
    expect(page.body).toContain(account.id);
    expect(page.body).not.toContain(password);
  });

  it('are listed by username, page by page, and by agency; residents are not among them', async () => {
    const all = await list('?limit=200');
    const names = all.items.map(({ username }) => username);
    expect(names).toEqual([...names].sort());
    const { rows } = await world.platform.database.pool.query(
      'select count(*) as staff from identity.accounts where agency_id is not null',
    );
    expect(names).toHaveLength(rows[0].staff);
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 2));
    const own = await list(`?agency=${agencies.outsider.creditCode}`);
    expect(own.items.map(({ username }) => username)).toContain('new.steward');
    expect(own.items.length).toBeLessThan(all.items.length);
    expect(await list('?agency=91350100M000100Y43')).toEqual({ items: [], nextCursor: null });
  });

  it.each([
    ['a username that is taken', given, 409, 'username-taken'],
    ['a username with other letters', { ...given, username: '新 管理员' }, 400, 'username-invalid'],
    [
      'an agency that is not registered',
      { ...given, username: 'somebody', agency: '91350100M000100Y43' },
      422,
      'agency-not-registered',
    ],
    ['no role', { ...given, username: 'somebody', roles: [] }, 400, 'request-invalid'],
    ['the role of a resident', { ...given, username: 'somebody', roles: ['resident'] }, 400, 'request-invalid'],
  ])('are refused for %s, and nothing is kept', async (_, body, status, code) => {
    const before = await list('?limit=200');
    const response = await give(body);
    expect({ status: response.statusCode, code: response.json().code }).toEqual({ status, code });
    expect(await list('?limit=200')).toEqual(before);
  });
});
