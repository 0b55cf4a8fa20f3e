import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Names, PackManifest, PackResource, Planted } from '../../contracts/pack.ts';
import { readPackFile, readPackFolder } from '../packs/pack-files.ts';
import { companyAt } from './generate-companies.ts';
import { familyAt, peopleOf } from './generate-families.ts';
import { FaultPlanter } from './generate-faults.ts';
import { openRowFile, type RowFile } from './generate-files.ts';
import { CitizenIds, dayOf } from './generate-numbers.ts';
import { recordsOf } from './generate-records.ts';
import { type Regions, readRegions } from './generate-regions.ts';
import type { FaultKind, WorldRow } from './generate-rows.ts';

/** What of a pack a world is made from. */
export interface WorldSource {
  manifest: PackManifest;
  resources: PackResource[];
  planted: Planted;
  names: Names;
  regions: Regions;
}

export interface WorldSize {
  seed: number;
  residents: number;
  companies: number;
  /** The share of rows that are faulty; 0 for none. */
  faultShare: number;
}

export interface World {
  resources: PackResource[];
  /** All rows of all resources, mixed, as they come into being; iterate once. */
  rows: Iterable<WorldRow>;
}

/** One file as written: its resource, path, number of rows and planted faults by kind. */
export interface WorldFile {
  resource: string;
  path: string;
  rows: number;
  faults: Partial<Record<FaultKind, number>>;
}

const defaultFaultShare = 0.005;
const flushAt = 256 * 1024;

/** Reads and checks the parts of a pack that a world is made from. Throws an Error that names the file and its faults. */
export async function readWorldSource(packDir: string): Promise<WorldSource> {
  return {
    manifest: await readPackFile(PackManifest, join(packDir, 'pack.yaml')),
    resources: await readPackFolder(PackResource, join(packDir, 'resources')),
    planted: await readPackFile(Planted, join(packDir, 'planted.yaml')),
    names: await readPackFile(Names, join(packDir, 'names.yaml')),
    regions: await readRegions(join(packDir, '../core')),
  };
}

/**
 * The demo world as a stream of rows: the fixed people first, then families, then companies. The same source, seed and
 * size give the same rows; memory does not grow with the number of residents.
 */
export function generateWorld(source: WorldSource, size: WorldSize): World {
  return { resources: source.resources, rows: worldRows(source, size) };
}

function* worldRows(source: WorldSource, { seed, residents, companies, faultShare }: WorldSize): Generator<WorldRow> {
  const { manifest, resources, planted, names, regions } = source;
  if (!manifest.asOf) throw new Error('pack.yaml: a world needs asOf, the day that it is as of.');
  const asOfDay = dayOf(manifest.asOf);
  for (const row of regions.rows) yield { resource: 'regions', row, fault: null };
  for (const [resource, rows] of Object.entries(planted)) {
    for (const row of rows) yield { resource, row, fault: null };
  }
  const planters = new Map(resources.map((resource) => [resource.key, new FaultPlanter(resource, faultShare, seed)]));
  const plant = (resource: string, row: WorldRow['row']) => {
    const planter = planters.get(resource);
    if (!planter) throw new Error(`The pack has no resource ${resource}.`);
    return planter.plant(row);
  };
  const ids = new CitizenIds(
    [...regions.zhejiang, ...regions.guizhou].map((county) => county.code),
    asOfDay,
  );
  let people = 0;
  for (let index = 1; people < residents; index += 1) {
    const family = familyAt(index, residents - people, { seed, asOfDay, names, regions, ids });
    people += peopleOf(family).length;
    for (const { resource, row } of recordsOf(family, { seed, asOfDay, names, regions, companies }))
      yield* plant(resource, row);
  }
  for (let index = 1; index <= companies; index += 1) {
    yield* plant('company-registration', companyAt(index, { seed, asOfDay, names, regions }));
  }
}

/**
 * Writes each resource's file as its provider would send it, and manifest.json that tells rows and planted faults.
 * `onRows` hears the number of rows written so far, now and then.
 */
export async function writeWorldFiles(
  world: World,
  outDir: string,
  onRows: (rows: number) => void = () => {},
): Promise<WorldFile[]> {
  await mkdir(outDir, { recursive: true });
  const open = new Map<string, { file: RowFile; written: WorldFile }>();
  for (const resource of world.resources) {
    const path = join(outDir, resource.file.name);
    open.set(resource.key, {
      file: await openRowFile(resource, path),
      written: { resource: resource.key, path, rows: 0, faults: {} },
    });
  }
  let total = 0;
  for (const { resource, row, fault } of world.rows) {
    const target = open.get(resource);
    if (!target) throw new Error(`The pack has no resource ${resource}.`);
    target.file.add(row);
    target.written.rows += 1;
    if (fault) target.written.faults[fault.kind] = (target.written.faults[fault.kind] ?? 0) + 1;
    if (target.file.waiting >= flushAt) await target.file.flush();
    total += 1;
    if (total % 50_000 === 0) onRows(total);
  }
  for (const { file } of open.values()) await file.close();
  onRows(total);
  const written = [...open.values()].map((target) => target.written);
  const files = written.map(({ path: _, ...rest }, at) => ({ ...rest, file: world.resources[at]?.file.name }));
  await writeFile(join(outDir, 'manifest.json'), `${JSON.stringify({ synthetic: true, files }, null, 2)}\n`);
  return written;
}

/**
 * Makes the demo world's files from a pack: `residents` people, `companies` companies (the pack's numbers unless told).
 * Throws an Error that names the file when the pack is not as it should be.
 */
export async function generateDemoFiles(options: {
  packDir: string;
  outDir: string;
  residents?: number;
  companies?: number;
  seed?: number;
  faultShare?: number;
  onProgress?: (rows: number) => void;
}): Promise<WorldFile[]> {
  const source = await readWorldSource(options.packDir);
  const size = {
    seed: options.seed ?? source.manifest.seed ?? 1,
    residents: options.residents ?? source.manifest.residents ?? 0,
    companies: options.companies ?? source.manifest.companies ?? 0,
    faultShare: options.faultShare ?? defaultFaultShare,
  };
  return writeWorldFiles(generateWorld(source, size), options.outDir, options.onProgress);
}
