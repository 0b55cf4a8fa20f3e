import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StaffAccount } from '../../../contracts/accounts.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { actors, agencies } from '../../testing/harness.ts';
import { onIdentityEvent } from './events.ts';
import { type ListeningWorld, listeningWorld } from './listening-world.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;
const operator = actors.operator as Staff;
const steward = actors.steward as Staff;

let world: ListeningWorld;
const told: { act: string; given: object; accountId: string }[] = [];
beforeAll(async () => {
  world = await listeningWorld();
  onIdentityEvent(world.platform, async (_tx, event) => {
    if (event.kind === 'account') told.push(event);
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  told.length = 0;
  const { pool } = world.platform.database;
  await pool.query('delete from identity.sessions');
  await pool.query(
    'update identity.accounts set active = true, password_temporary = false where agency_id is not null',
  );
  for (const one of [operator, steward])
    await pool.query('update identity.accounts set roles = $2 where id = $1', [one.accountId, one.roles]);
});

const as = async (username: string) => {
  const browser = world.browser();
  await browser.signIn(username);
  return async (method: string, url: string, body?: object) => {
    const response = await browser.fetch(url, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const reply = (await response.json()) as StaffAccount & { code?: string; password: string; items: StaffAccount[] };
    return { ...reply, status: response.status };
  };
};
const one = (account: Staff, what = '') => `/api/v1/accounts/${account.accountId}${what}`;

describe('the roles of an account', () => {
  it('are changed by the operator and hold from the next request on', async () => {
    const [ask, other] = [await as('operator'), await as('steward')];
    expect(await other('GET', '/api/v1/accounts')).toMatchObject({ status: 403 });
    expect(await ask('PUT', one(steward, '/roles'), { roles: ['operator', 'steward'] })).toMatchObject({
      status: 200,
      roles: ['steward', 'operator'],
    });
    expect(await other('GET', '/api/v1/accounts')).toMatchObject({ status: 200 });
    expect(told).toMatchObject([
      {
        act: 'roles',
        accountId: operator.accountId,
        given: { account: steward.accountId, agency: agencies.provider.creditCode, roles: ['steward', 'operator'] },
      },
    ]);
  });

  it('given again are no act', async () => {
    const ask = await as('operator');
    expect((await ask('PUT', one(steward, '/roles'), { roles: ['steward'] })).status).toBe(200);
    expect(told).toEqual([]);
  });

  it('never leave the platform without an operator, not even by two acts at once', async () => {
    const ask = await as('operator');
    expect(await ask('PUT', one(operator, '/roles'), { roles: ['supervisor'] })).toMatchObject({
      code: 'last-operator',
    });
    await ask('PUT', one(steward, '/roles'), { roles: ['operator'] });
    const second = await as('steward');
    const answers = await Promise.all([
      ask('PUT', one(steward, '/roles'), { roles: ['steward'] }),
      second('PUT', one(operator, '/roles'), { roles: ['supervisor'] }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { rows } = await world.platform.database.pool.query(
      "select count(*) as n from identity.accounts where active and 'operator' = any(roles)",
    );
    expect(rows[0].n).toBe(1);
  });
});

describe('an account', () => {
  it('that is closed lets nobody in and ends its sessions; opened again it is as before', async () => {
    const [ask, other] = [await as('operator'), await as('steward')];
    expect(await ask('PUT', one(steward, '/state'), { active: false })).toMatchObject({ status: 200, active: false });
    expect(await other('GET', '/api/v1/my/sessions')).toMatchObject({ status: 401, code: 'session-ended' });
    expect((await world.browser().signIn('steward')).status).toBe(401);
    await ask('PUT', one(steward, '/state'), { active: false });
    expect(await ask('PUT', one(steward, '/state'), { active: true })).toMatchObject({
      active: true,
      roles: ['steward'],
    });
    expect((await world.browser().signIn('steward')).status).toBe(303);
    expect(told.map(({ act }) => act)).toEqual(['closed', 'reopened']);
  });

  it('cannot be closed or have its password reset by its owner, nor the last operator’s by anyone', async () => {
    const ask = await as('operator');
    expect(await ask('PUT', one(operator, '/state'), { active: false })).toMatchObject({
      status: 409,
      code: 'account-own',
    });
    expect(await ask('POST', one(operator, '/password'))).toMatchObject({ status: 409, code: 'account-own' });
    expect(told).toEqual([]);
  });

  it('of a closed agency stays closed', async () => {
    const ask = await as('operator');
    const { pool } = world.platform.database;
    await ask('PUT', one(steward, '/state'), { active: false });
    await pool.query('update directory.agencies set active = false where id = $1', [agencies.provider.id]);
    expect(await ask('PUT', one(steward, '/state'), { active: true })).toMatchObject({ code: 'agency-not-registered' });
    await pool.query('update directory.agencies set active = true where id = $1', [agencies.provider.id]);
  });

  it('gets a one-time password that is shown once, and the old one opens nothing', async () => {
    const [ask, other] = [await as('operator'), await as('steward')];
    const { status, password, account } = (await ask('POST', one(steward, '/password'))) as unknown as {
      status: number;
      password: string;
      account: StaffAccount;
    };
    expect([status, account.passwordTemporary]).toEqual([201, true]);
    expect(await other('GET', '/api/v1/my/sessions')).toMatchObject({ status: 401 });
    expect((await world.browser().signIn('steward')).status).toBe(401);
    expect((await world.browser().signIn('steward', { password })).headers.get('location')).toMatch(
      /^\/sign-in\/password/,
    );
    expect(told.map(({ act }) => act)).toEqual(['passwordReset']);
    expect(JSON.stringify(told)).not.toContain(password);
  });

  it('of a resident is none of the operator’s', async () => {
    const ask = await as('operator');
    const url = `/api/v1/accounts/${actors.mother.accountId}`;
    expect((await ask('GET', url)).status).toBe(404);
    expect((await ask('POST', `${url}/password`)).status).toBe(404);
    expect((await ask('PUT', `${url}/state`, { active: false })).status).toBe(404);
    expect((await ask('PUT', `${url}/roles`, { roles: ['operator'] })).status).toBe(404);
  });
});

describe('the list of accounts', () => {
  const names = async (query: string) => {
    const ask = await as('operator');
    return (await ask('GET', `/api/v1/accounts?${query}`)).items.map(({ username }) => username);
  };

  it('is searched by username, name and the agency’s name', async () => {
    expect(await names('q=SUPERV')).toEqual(['supervisor']);
    expect(await names(`q=${encodeURIComponent('平台管理')}`)).toEqual(['operator']);
    expect(await names(`q=${encodeURIComponent('贵州省卫生')}`)).toEqual(['steward']);
    expect(await names('q=%25')).toEqual([]);
  });

  it('is narrowed by role and state, and says when one last signed in', async () => {
    expect(await names('role=supervisor')).toEqual(['supervisor']);
    const ask = await as('operator');
    await ask('PUT', one(steward, '/state'), { active: false });
    expect(await names('state=closed')).toEqual(['steward']);
    expect(await names('state=active')).not.toContain('steward');
    expect((await ask('GET', one(operator))).lastSignInAt).toMatch(/^20/);
  });
});
