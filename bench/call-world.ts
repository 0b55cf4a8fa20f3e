import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { completeCitizenId } from '../contracts/citizen-id.ts';
import { completeCreditCode } from '../contracts/credit-code.ts';
import { registerAgency } from '../server/domains/directory/index.ts';
import { tableOf } from '../server/domains/library/index.ts';
import { loadPackPurposes } from '../server/domains/sharing/index.ts';
import type { Platform } from '../server/platform/platform.ts';
import { plantBenchResources } from './world.ts';

/** How large a world the calls are made in. */
export interface CallWorldSize {
  resources: number;
  /** Each client is of an agency of its own. */
  clients: number;
  /** A multiple of `resources`, up to one for each client and resource. */
  grants: number;
  /** The first resource holds all of them. */
  subjects: number;
  /** How many of them each other resource holds. */
  subjectsOfOthers: number;
}

export const usualSize: CallWorldSize = {
  resources: 200,
  clients: 500,
  grants: 10_000,
  subjects: 1_000_000,
  subjectsOfOthers: 10_000,
};

export interface CallWorld {
  size: CallWorldSize;
  clients: { clientId: string; secret: string }[];
  /** Paths of the resources' calls, the most called first. */
  paths: string[];
  /** The table that holds all subjects. */
  firstTable: string;
}

/** What every call asks for. */
export const askedItems = ['name', 'sex', 'birth_date', 'region'];
export const purpose = 'bench-duty';
const region = '330106';

/** A way to call: which client asks which resource, and by what rule it is refused; null where it is answered. */
export interface Ask {
  client: number;
  resource: number;
  purpose: string;
  items: string[];
  rule: string | null;
}

/** The n-th grant is the k-th on its resource, of the agency that is far enough from the one before. */
function granted(n: number, { resources, clients, grants }: CallWorldSize): { resource: number; client: number } {
  const resource = n % resources;
  const k = Math.floor(n / resources);
  return { resource, client: (resource + k * Math.max(1, Math.floor((clients * resources) / grants))) % clients };
}

/** Every fiftieth grant has its quota used up, and the one after covers no row; every tenth is narrowed to rows that are there. */
const isSpent = (n: number) => n % 50 === 7;
const coversNone = (n: number) => n % 50 === 8;
const isNarrowed = (n: number) => n % 10 === 3;

/** All ways to call that are answered, by resource; and those that are refused, by rule. */
export function waysToCall(size: CallWorldSize): { answered: Ask[][]; refused: Ask[][] } {
  const answered: Ask[][] = Array.from({ length: size.resources }, () => []);
  const refused = new Map<string, Ask[]>();
  const refuse = (rule: string, ask: Omit<Ask, 'rule'>) => {
    refused.set(rule, [...(refused.get(rule) ?? []), { ...ask, rule }]);
  };
  for (let n = 0; n < size.grants; n += 1) {
    const ask = { ...granted(n, size), purpose, items: askedItems };
    if (isSpent(n)) refuse('quota-used-up', ask);
    else if (coversNone(n)) refuse('subject-outside-scope', ask);
    else answered[ask.resource]!.push({ ...ask, rule: null });
    if (n % 50 === 9) refuse('item-outside-grant', { ...ask, items: [...askedItems, 'note'] });
    if (n % 50 === 10) refuse('purpose-outside-grant', { ...ask, purpose: 'bench-other' });
  }
  return { answered, refused: [...refused.values()] };
}

/** The i-th subject's citizen ID number. */
export function subjectNumber(i: number): string {
  const day = new Date(Date.UTC(1950, 0, 1 + Math.floor(i / 999))).toISOString().slice(0, 10).replaceAll('-', '');
  return completeCitizenId(`${region}${day}${String((i % 999) + 1).padStart(3, '0')}`);
}

/** The subject that stands at a place of a resource. */
export function subjectAt(
  resource: number,
  place: number,
  { subjects, subjectsOfOthers }: CallWorldSize,
): { number: string; name: string } {
  const i = resource === 0 ? place : firstOf(resource, subjects, subjectsOfOthers) + place;
  return { number: subjectNumber(i), name: `姓名${i}` };
}

/** The first subject of a resource other than the first; all that it holds stand in a row. */
function firstOf(resource: number, subjects: number, held: number): number {
  return (resource * held) % (subjects - held + 1);
}

/** Agencies, clients, resources with rows, and grants with quotas, on a node without the demo world. */
export async function plantCallWorld(platform: Platform, on: pg.Client, size: CallWorldSize): Promise<CallWorld> {
  const resources = await plantBenchResources(platform, size.resources);
  const agencies = await platform.db.transaction().execute(async (tx) => {
    await loadPackPurposes(platform, tx, {
      duties: [purpose, 'bench-other'].map((key) => ({
        key,
        title: { zh: '测速', en: 'Bench' },
        legalBasis: '测速',
        agency: null,
      })),
    });
    const made: string[] = [];
    for (let n = 0; n < size.clients; n += 1) {
      const creditCode = completeCreditCode(`11330000B${String(n).padStart(7, '0')}`);
      const agency = await registerAgency(tx, {
        creditCode,
        name: `测速部门${n}`,
        regionCode: '330000',
        kind: 'bigData',
        level: 2,
      });
      made.push(agency.id);
    }
    return made;
  });
  const clients = agencies.map((_, n) => ({ clientId: `bench-${n}`, secret: randomBytes(32).toString('base64url') }));
  await on.query(
    `insert into identity.clients (client_id, agency_id, name, secret_sha256)
     select * from unnest($1::text[], $2::uuid[], $1::text[], $3::bytea[])`,
    [
      clients.map(({ clientId }) => clientId),
      agencies,
      clients.map(({ secret }) => createHash('sha256').update(secret).digest()),
    ],
  );
  await plantRows(
    on,
    size,
    resources.map(({ id }) => id),
  );
  await plantGrants(
    on,
    size,
    resources.map(({ id }) => id),
    agencies,
  );
  await on.query('vacuum analyze');
  return {
    size,
    clients,
    paths: resources.map(({ code }) => `/api/v1/resources/${code!.replace('/', '-')}/calls`),
    firstTable: tableOf('bench_0'),
  };
}

/** Rows and pointers as an ingest leaves them. */
async function plantRows(on: pg.Client, size: CallWorldSize, resources: string[]): Promise<void> {
  const { subjects, subjectsOfOthers } = size;
  await on.query(`create table ${tableOf('bench_0')} (person_id text, name text, sex text, birth_date date, region text,
    amount numeric(14, 2), quantity bigint, note text)`);
  const lines = function* (): Generator<string> {
    for (let from = 0; from < subjects; from += 1000) {
      let text = '';
      for (let i = from; i < Math.min(subjects, from + 1000); i += 1) {
        const number = subjectNumber(i);
        const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
        text += `${number}\t姓名${i}\t${(i % 2) + 1}\t${birth}\t${region}\t${i}.50\t${i}\t备注${i}\n`;
      }
      yield text;
    }
  };
  await pipeline(Readable.from(lines()), on.query(copyFrom(`copy ${tableOf('bench_0')} from stdin`)));
  await on.query(`create index on ${tableOf('bench_0')} (quantity)`);
  for (let n = 0; n < resources.length; n += 1) {
    const table = `bench_${n}`;
    if (n > 0) {
      const first = firstOf(n, subjects, subjectsOfOthers);
      await on.query(
        `create table ${tableOf(table)} as select * from ${tableOf('bench_0')}
           where quantity >= ${first} and quantity < ${first + subjectsOfOthers}`,
      );
    }
    await on.query(`create index on ${tableOf(table)} (person_id)`);
    await on.query(
      `with batch as (
         insert into library.batches (id, resource_id, mode, file_name, state)
         values (gen_random_uuid(), $1, 'replace', 'bench', 'serving') returning id
       ), snapshot as (
         insert into library.snapshots (resource_id, number, table_name, batch_id, row_count, as_of)
         select $1, 1, $2, id, $3, now() from batch returning *
       )
       insert into library.resources (resource_id, snapshot, table_name, version, row_count, as_of)
       select resource_id, number, table_name, number, row_count, as_of from snapshot`,
      [resources[n], table, n === 0 ? subjects : subjectsOfOthers],
    );
  }
}

async function plantGrants(on: pg.Client, size: CallWorldSize, resources: string[], agencies: string[]): Promise<void> {
  const grants = Array.from({ length: size.grants }, (_, n) => {
    const { resource, client } = granted(n, size);
    const regions = isNarrowed(n) ? [region] : coversNone(n) ? ['339999'] : null;
    return {
      resource: resources[resource],
      agency: agencies[client],
      scope: JSON.stringify(regions ? { rows: { region: regions } } : {}),
      quota: isSpent(n) ? 1 : 1_000_000_000,
    };
  });
  await on.query(
    `with made as (
       insert into sharing.grants (id, number, consumer_id, provider_id, resource_id, items, purpose, scope, legal_basis,
         valid_from, valid_until, quota_per_day)
       select gen_random_uuid(), 'B-' || n, agency, (select provider_id from catalogue.resources where id = resource),
         resource, $5::text[], $6, scope, '测速', '2020-01-01', '2099-12-31', quota
       from unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::int[]) with ordinality as g (resource, agency, scope, quota, n)
       returning id, consumer_id, quota_per_day
     )
     insert into sharing.quota_counts (grant_id, agency_id, minute, in_minute, day, in_day, total)
     select id, consumer_id, '-infinity', 0, '2099-12-31', 1, 1 from made
     where quota_per_day = 1`,
    [
      grants.map(({ resource }) => resource),
      grants.map(({ agency }) => agency),
      grants.map(({ scope }) => scope),
      grants.map(({ quota }) => quota),
      askedItems,
      purpose,
    ],
  );
}
