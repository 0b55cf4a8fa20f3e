import type { LightMyRequestResponse } from 'fastify';
import type { ItemDraft, ResourceDraft } from '../../../contracts/catalogue.ts';
import type { Encoding, FileMode } from '../../../contracts/library.ts';
import { readPack } from '../../packs/read-pack.ts';
import type { Domain } from '../../platform/platform.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import {
  catalogueDomain,
  loadPackClasses,
  loadPackCodeLists,
  type Resource,
  resourceById,
} from '../catalogue/index.ts';
import { libraryDomain, serving, tableOf } from './index.ts';

/** For this domain's tests: a world with published resources, and short ways to send files and look at what serves. */
export interface SampleWorld extends TestWorld {
  publish(draft: Partial<ResourceDraft>): Promise<Resource>;
  send(resource: Resource, file: Buffer | string, options?: SendOptions): Promise<LightMyRequestResponse>;
  /** All rows that serve, by the key's order; null when nothing does. */
  rows(resource: Resource): Promise<Record<string, unknown>[] | null>;
  /** Tables of library_data, by name. */
  dataTables(): Promise<string[]>;
}

export interface SendOptions {
  mode?: FileMode;
  fileName?: string;
  encoding?: Encoding;
  headers?: Record<string, string>;
  who?: 'steward' | 'consumerSteward' | 'operator';
}

export const sampleItems: ItemDraft[] = [
  { code: 'no', name: '编号', type: 'C', length: 10, required: true },
  { code: 'person_id', name: '公民身份号码', type: 'C', length: 18, required: true, check: 'citizenId' },
  { code: 'name', name: '姓名', type: 'C', length: 20 },
  { code: 'sex', name: '性别', type: 'C', codeList: 'sex' },
  { code: 'born', name: '出生日期', type: 'D' },
  { code: 'weight', name: '体重', type: 'I' },
];

const base = {
  summary: '测试',
  classCode: '202001',
  format: 'database',
  shareType: 'conditional',
  shareCondition: '仅限政务服务',
  shareMethod: 'platform',
  updateCycle: '3',
  subjectKind: 'person',
  subjectItem: 'person_id',
  keyItems: ['no'],
  rejectThreshold: 0.5,
  items: sampleItems,
} satisfies Partial<ResourceDraft>;

export async function sampleWorld(
  env: Record<string, string> = {},
  domains: readonly Domain[] = [],
): Promise<SampleWorld> {
  const world = await testWorld([catalogueDomain, libraryDomain, ...domains], env);
  const { db, database } = world.platform;
  const core = await readPack('packs/core');
  await loadPackClasses(world.platform, db, core.classification!);
  await loadPackCodeLists(world.platform, db, core.codeLists);
  let count = 0;
  return {
    ...world,
    async publish(draft) {
      count += 1;
      const url = '/api/v1/catalogue/resources';
      const body = { ...base, name: `资源 ${count}`, ...draft };
      const { id } = (await world.as('steward', { method: 'POST', url, body })).json();
      const submitted = await world.as('steward', { method: 'POST', url: `${url}/${id}/submission` });
      if (submitted.statusCode !== 200) throw new Error(submitted.body);
      await world.as('operator', { method: 'POST', url: `${url}/${id}/review`, body: { decision: 'publish' } });
      return (await resourceById(db, id))!;
    },
    send(resource, file, { mode = 'replace', fileName = 'file.csv', encoding, headers = {}, who = 'steward' } = {}) {
      const query = new URLSearchParams({ mode, fileName, ...(encoding && { encoding }) });
      return world.as(who, {
        method: 'POST',
        url: `/api/v1/library/${resource.id}/batches?${query}`,
        headers: { 'content-type': 'application/octet-stream', ...headers },
        body: Buffer.from(file),
      });
    },
    async rows(resource) {
      const now = await serving(db, resource.id);
      if (!now) return null;
      const order = resource.keyItems.map((code) => `"${code}"`).join(', ');
      return (await database.pool.query(`select * from ${tableOf(now.tableName)} order by ${order}`)).rows;
    },
    async dataTables() {
      const { rows } = await database.pool.query<{ name: string }>(
        "select relname as name from pg_class where relnamespace = 'library_data'::regnamespace and relkind = 'r' order by 1",
      );
      return rows.map(({ name }) => name);
    },
  };
}
