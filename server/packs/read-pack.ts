import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Static, TSchema } from 'typebox';
import * as schemas from '../../contracts/pack.ts';
import { StartupError } from '../platform/startup-error.ts';
import { filesIn, readPackFile, readPackFolder } from './pack-files.ts';

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
  elements: schemas.PackElement[];
  shareLists: schemas.PackShareList[];
  entries: schemas.PackEntry[];
  resources: schemas.PackResource[];
  services: schemas.PackService[];
  licenceTypes: schemas.LicenceType[];
  grants: schemas.Grants['grants'];
  duties: schemas.Duties['duties'];
  documentClasses: schemas.PackDocumentClasses | undefined;
  documents: schemas.PackDocument[];
  sites: schemas.PackSites | undefined;
  cases: schemas.PackCase[];
}

/** Reads a pack's folder. Throws a StartupError that names the file and the field that is not as contracts/pack.ts says. */
export async function readPack(folder: string): Promise<Pack> {
  const files = new Set(await filesIn(folder));
  if (!files.has('pack.yaml')) {
    throw new StartupError({
      zh: `${folder} 不是配置包：没有 pack.yaml。`,
      en: `${folder} is no pack: it has no pack.yaml.`,
    });
  }
  const one = async <S extends TSchema>(file: string, schema: S): Promise<Static<S> | undefined> =>
    files.has(file) ? readPackFile(schema, join(folder, file)) : undefined;
  const many = <S extends TSchema>(sub: string, schema: S) => readPackFolder(schema, join(folder, sub));
  return {
    folder,
    manifest: await readPackFile(schemas.PackManifest, join(folder, 'pack.yaml')),
    sha256: await digestOf(folder),
    classification: await one('classification.yaml', schemas.Classification),
    codeLists: await many('code-lists', schemas.CodeList),
    sharingClocks: await one('sharing-clocks.yaml', schemas.SharingClocks),
    serviceClocks: await one('service-clocks.yaml', schemas.ServiceClocks),
    agencies: (await one('agencies.yaml', schemas.Agencies))?.agencies ?? [],
    staff: (await one('staff.yaml', schemas.Staff))?.staff ?? [],
    clients: (await one('clients.yaml', schemas.Clients))?.clients ?? [],
    accounts: await one('accounts.yaml', schemas.Accounts),
    shareLists: (await one('share-lists.yaml', schemas.ShareLists))?.lists ?? [],
    elements: (await one('elements.yaml', schemas.Elements))?.elements ?? [],
    entries: (await one('entries.yaml', schemas.PackEntries))?.entries ?? [],
    resources: await many('resources', schemas.PackResource),
    services: await many('services', schemas.PackService),
    licenceTypes: await many('licence-types', schemas.LicenceType),
    grants: (await one('grants.yaml', schemas.Grants))?.grants ?? [],
    duties: (await one('duties.yaml', schemas.Duties))?.duties ?? [],
    documentClasses: await one('document-classes.yaml', schemas.PackDocumentClasses),
    documents: await many('documents', schemas.PackDocument),
    sites: await one('sites.yaml', schemas.PackSites),
    cases: (await one('cases.yaml', schemas.PackCases))?.cases ?? [],
  };
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
