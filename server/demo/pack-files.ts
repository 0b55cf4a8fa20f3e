import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { parse } from 'yaml';

/** Reads one YAML file of a pack and holds it to its schema. Throws an Error that names the file and every fault. */
export async function readPackFile<S extends TSchema>(schema: S, path: string): Promise<Static<S>> {
  const value: unknown = parse(await readFile(path, 'utf8'));
  if (Check(schema, value)) return value;
  const faults = [...Errors(schema, value)].map((error) => `${error.instancePath || '/'} ${error.message}`);
  throw new Error(`${path}: ${faults.join('; ')}`);
}

/** Reads every .yaml file of a folder of a pack, in the order of their names. */
export async function readPackFolder<S extends TSchema>(schema: S, folder: string): Promise<Static<S>[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(names.map((name) => readPackFile(schema, join(folder, name))));
}
