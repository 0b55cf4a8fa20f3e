import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import * as schemas from '../../contracts/pack.ts';
import { StartupError } from '../platform/startup-error.ts';

/** A pack's parts as its files say, each checked against contracts/pack.ts. A part that has no file is empty. */
export interface Pack {
  folder: string;
  manifest: schemas.PackManifest;
  /** Digest of all its files: a pack is loaded again only when it has changed. */
  sha256: string;
  classification: schemas.Classification | undefined;
  codeLists: schemas.CodeList[];
  sharingClocks: schemas.SharingClocks | undefined;
  serviceClocks: schemas.ServiceClocks | undefined;
  agencies: schemas.Agencies['agencies'];
  staff: schemas.Staff['staff'];
  clients: schemas.Clients['clients'];
  accounts: schemas.Accounts | undefined;
  resources: schemas.PackResource[];
  services: schemas.PackService[];
  licenceTypes: schemas.LicenceType[];
  grants: schemas.Grants['grants'];
  duties: schemas.Duties['duties'];
}

/** Reads a pack's folder. Throws a StartupError that names the file and the field that is not as contracts/pack.ts says. */
export async function readPack(folder: string): Promise<Pack> {
  const one = <S extends TSchema>(file: string, schema: S) => readYaml(folder, file, schema);
  const many = async <S extends TSchema>(sub: string, schema: S): Promise<Static<S>[]> => {
    const files = (await readdir(join(folder, sub)).catch(() => [])).filter((file) => file.endsWith('.yaml')).sort();
    const parts: Static<S>[] = [];
    for (const file of files) {
      const part = await readYaml(folder, join(sub, file), schema);
      if (part !== undefined) parts.push(part);
    }
    return parts;
  };
  const manifest = await one('pack.yaml', schemas.PackManifest);
  if (!manifest)
    throw new StartupError({
      zh: `${folder} 不是配置包：没有 pack.yaml。`,
      en: `${folder} is no pack: it has no pack.yaml.`,
    });
  return {
    folder,
    manifest,
    sha256: await digestOf(folder),
    classification: await one('classification.yaml', schemas.Classification),
    codeLists: await many('code-lists', schemas.CodeList),
    sharingClocks: await one('sharing-clocks.yaml', schemas.SharingClocks),
    serviceClocks: await one('service-clocks.yaml', schemas.ServiceClocks),
    agencies: (await one('agencies.yaml', schemas.Agencies))?.agencies ?? [],
    staff: (await one('staff.yaml', schemas.Staff))?.staff ?? [],
    clients: (await one('clients.yaml', schemas.Clients))?.clients ?? [],
    accounts: await one('accounts.yaml', schemas.Accounts),
    resources: await many('resources', schemas.PackResource),
    services: await many('services', schemas.PackService),
    licenceTypes: await many('licence-types', schemas.LicenceType),
    grants: (await one('grants.yaml', schemas.Grants))?.grants ?? [],
    duties: (await one('duties.yaml', schemas.Duties))?.duties ?? [],
  };
}

async function readYaml<S extends TSchema>(folder: string, file: string, schema: S): Promise<Static<S> | undefined> {
  const text = await readFile(join(folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw faultIn(file, String(error));
  }
  const compiled = Compile(schema);
  if (!compiled.Check(value)) {
    const first = [...compiled.Errors(value)][0];
    throw faultIn(file, `${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  return value as Static<S>;
}

function faultIn(file: string, fault: string): StartupError {
  return new StartupError({
    zh: `配置包文件 ${file} 有误：${fault}`,
    en: `The pack's file ${file} is not valid: ${fault}`,
  });
}

async function digestOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const path of files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .sort()) {
    hash.update(`${relative(folder, path)}\0`).update(await readFile(path));
  }
  return hash.digest('hex');
}
