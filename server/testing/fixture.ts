import type pg from 'pg';
import type { Actor } from '../../contracts/actor.ts';

/**
 * The small world that every test file starts from: a provider, a consumer, an outsider and the platform's operator, one
 * person for each role, and the calendar of two years. Ids are fixed, so that a test can name them.
 */
export const agencies = {
  provider: {
    id: '00000000-0000-7000-8000-000000000001',
    key: 'guizhou-health',
    creditCode: '11520000009390017H',
    name: '贵州省卫生健康委员会',
    region: '520000',
    kind: 'health',
    level: 2,
  },
  consumer: {
    id: '00000000-0000-7000-8000-000000000002',
    key: 'hangzhou-medical-insurance',
    creditCode: '11330100002490007K',
    name: '杭州市医疗保障局',
    region: '330100',
    kind: 'medicalInsurance',
    level: 3,
  },
  outsider: {
    id: '00000000-0000-7000-8000-000000000003',
    key: 'zhejiang-civil-affairs',
    creditCode: '113300000024820075',
    name: '浙江省民政厅',
    region: '330000',
    kind: 'civilAffairs',
    level: 2,
  },
  operator: {
    id: '00000000-0000-7000-8000-000000000004',
    key: 'zhejiang-bigdata',
    creditCode: '113300000024800014',
    name: '浙江省大数据发展管理局',
    region: '330000',
    kind: 'bigData',
    level: 2,
  },
} as const;

/** Synthetic citizen ID numbers with valid check digits. */
export const citizens = {
  mother: '330106199203078029',
  father: '33010619900101801X',
  child: '520102202606158028',
  stranger: '330106198505058037',
} as const;

const account = (n: number) => `00000000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
const staff = (
  n: number,
  name: string,
  agencyId: string,
  role: 'steward' | 'caseworker' | 'developer' | 'operator' | 'supervisor',
): Actor => ({
  kind: 'staff',
  accountId: account(n),
  name,
  agencyId,
  roles: [role],
});

export const actors = {
  anonymous: { kind: 'anonymous' },
  steward: staff(1, '提供方管理员', agencies.provider.id, 'steward'),
  consumerSteward: staff(2, '使用方管理员', agencies.consumer.id, 'steward'),
  outsiderSteward: staff(3, '其他部门管理员', agencies.outsider.id, 'steward'),
  developer: staff(4, '开发人员', agencies.consumer.id, 'developer'),
  caseworker: staff(5, '窗口人员', agencies.consumer.id, 'caseworker'),
  outsiderCaseworker: staff(6, '其他部门窗口人员', agencies.outsider.id, 'caseworker'),
  operator: staff(7, '平台管理员', agencies.operator.id, 'operator'),
  supervisor: staff(8, '监管人员', agencies.operator.id, 'supervisor'),
  mother: { kind: 'person', accountId: account(11), name: '测试母亲', citizenId: citizens.mother },
  stranger: { kind: 'person', accountId: account(12), name: '测试路人', citizenId: citizens.stranger },
  client: { kind: 'client', clientId: 'test-client', agencyId: agencies.consumer.id },
  outsiderClient: { kind: 'client', clientId: 'outsider-client', agencyId: agencies.outsider.id },
} as const satisfies Record<string, Actor>;
export type ActorName = keyof typeof actors;

export async function plantFixture(pool: pg.Pool): Promise<void> {
  await pool.query(`insert into directory.regions (code, name, parent_code, level, source) values
    ('520000', '贵州省', null, 2, 'test'), ('330000', '浙江省', null, 2, 'test'), ('520100', '贵阳市', '520000', 3, 'test'),
    ('330100', '杭州市', '330000', 3, 'test'), ('520102', '南明区', '520100', 4, 'test'), ('330106', '西湖区', '330100', 4, 'test')`);
  for (const agency of Object.values(agencies)) {
    await pool.query(
      'insert into directory.agencies (id, key, credit_code, name, region_code, kind, level) values ($1, $2, $3, $4, $5, $6, $7)',
      [agency.id, agency.key, agency.creditCode, agency.name, agency.region, agency.kind, agency.level],
    );
  }
  for (const [name, actor] of Object.entries(actors) as [ActorName, Actor][]) {
    if (actor.kind === 'person') {
      await pool.query('insert into identity.people (id, citizen_id, name) values ($1, $2, $3)', [
        actor.accountId,
        actor.citizenId,
        actor.name,
      ]);
      await pool.query(
        "insert into identity.accounts (id, username, password_hash, display_name, person_id) values ($1, $2, '!', $3, $1)",
        [actor.accountId, name, actor.name],
      );
    } else if (actor.kind === 'staff') {
      await pool.query(
        "insert into identity.accounts (id, username, password_hash, display_name, agency_id, roles) values ($1, $2, '!', $3, $4, $5)",
        [actor.accountId, name, actor.name, actor.agencyId, actor.roles],
      );
    } else if (actor.kind === 'client') {
      await pool.query(
        "insert into identity.clients (client_id, agency_id, name, secret_sha256) values ($1, $2, $1, sha256('test'))",
        [actor.clientId, actor.agencyId],
      );
    }
  }
  // 2026's official days that matter to tests (the State Council's notice); 2027 is left out on purpose: a missing year is an error.
  await pool.query("insert into platform.calendar_years (year, source) values (2026, 'test')");
  await pool.query(`insert into platform.calendar_days (day, kind, name) values
    ('2026-01-01', 'rest', '元旦'), ('2026-01-02', 'rest', '元旦'), ('2026-01-04', 'work', '元旦补班'), ('2026-02-14', 'work', '春节补班'),
    ('2026-02-16', 'rest', '春节'), ('2026-02-17', 'rest', '春节'), ('2026-02-18', 'rest', '春节'), ('2026-02-19', 'rest', '春节'), ('2026-02-20', 'rest', '春节'), ('2026-02-23', 'rest', '春节'),
    ('2026-02-28', 'work', '春节补班'), ('2026-10-01', 'rest', '国庆节'), ('2026-10-02', 'rest', '国庆节'), ('2026-10-05', 'rest', '国庆节'), ('2026-10-06', 'rest', '国庆节'), ('2026-10-07', 'rest', '国庆节'), ('2026-10-10', 'work', '国庆节补班')`);
}
