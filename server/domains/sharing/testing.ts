import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { SharingClocks } from '../../../contracts/pack.ts';
import type { Domain } from '../../platform/platform.ts';
import { agencies, type TestWorld, testWorld } from '../../testing/harness.ts';
import { loadPackClockRules } from './load-pack.ts';
import { putPurpose } from './store-purposes.ts';

const clocks = new URL('../../../packs/core/sharing-clocks.yaml', import.meta.url);

/** A world with the clocks of the core pack and a purpose for each case of who may cite it. */
export async function sharingWorld(domains: readonly Domain[]): Promise<TestWorld> {
  const world = await testWorld(domains);
  const { platform } = world;
  world.setNow('2026-09-24T02:00:00Z');
  await loadPackClockRules(platform, platform.db, parse(readFileSync(clocks, 'utf8')) as SharingClocks);
  const law = '《测试法》第一条';
  const purposes = [
    { key: 'newborn', kind: 'service', title: '新生儿参保登记', agencyId: agencies.consumer.id },
    { key: 'supervision', kind: 'duty', title: '基金监督', agencyId: agencies.consumer.id },
    { key: 'marriage', kind: 'service', title: '婚姻登记', agencyId: agencies.outsider.id },
    { key: 'statistics', kind: 'duty', title: '统计', agencyId: null },
  ] as const;
  for (const purpose of purposes)
    await putPurpose(platform.db, { ...purpose, titleEn: null, legalBasis: law, consent: false, secrecy: null });
  return world;
}

export interface TestItem {
  code: string;
  name?: string;
  type?: string;
  check?: string;
  shareType?: string;
  legalBasis?: string;
}

export interface TestResource {
  /** Its code is 202001/00000n. */
  n: number;
  name: string;
  shareType?: string;
  state?: string;
  subjectKind?: string;
  subjectItem?: string | null;
  guardianItems?: string[];
  keyItems?: string[];
  items: TestItem[];
}

/** Puts a resource of the fixture's provider into the catalogue as it would be after review; returns its id. */
export async function plantResource(world: TestWorld, resource: TestResource): Promise<string> {
  const { pool } = world.platform.database;
  const id = `00000000-0000-7000-8000-0000000020${String(resource.n).padStart(2, '0')}`;
  await pool.query(
    `insert into catalogue.resources (id, code, key, provider_id, name, share_type, subject_kind, subject_item, guardian_items, key_items, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      `202001/${String(resource.n).padStart(6, '0')}`,
      `resource-${resource.n}`,
      agencies.provider.id,
      resource.name,
      resource.shareType ?? 'conditional',
      resource.subjectKind ?? 'person',
      resource.subjectItem ?? null,
      resource.guardianItems ?? [],
      resource.keyItems ?? [],
      resource.state ?? 'published',
    ],
  );
  for (const [position, item] of resource.items.entries()) {
    await pool.query(
      `insert into catalogue.items (resource_id, position, code, name, type, length, check_kind, share_type, legal_basis)
       values ($1, $2, $3, $4, $5, 100, $6, $7, $8)`,
      [
        id,
        position,
        item.code,
        item.name ?? `${item.code}名`,
        item.type ?? 'C',
        item.check ?? null,
        item.shareType ?? null,
        item.legalBasis ?? null,
      ],
    );
  }
  return id;
}
