import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { parse } from 'yaml';
import { StartupError } from '../platform/startup-error.ts';

/** Reads one YAML file of a pack and holds it to its schema. Throws a StartupError that names the file and every fault. */
export async function readPackFile<S extends TSchema>(schema: S, path: string): Promise<Static<S>> {
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw faultIn(path, error instanceof Error ? error.message : String(error));
  }
  if (Check(schema, value)) return value;
  throw faultIn(
    path,
    [...Errors(schema, value)].map((error) => `${error.instancePath || '/'} ${error.message}`).join('; '),
  );
}

/** Reads every .yaml file of a folder of a pack, in the order of their names; a folder that is not there is empty. */
export async function readPackFolder<S extends TSchema>(schema: S, folder: string): Promise<Static<S>[]> {
  const names = (await filesIn(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(names.map((name) => readPackFile(schema, join(folder, name))));
}

export function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

function faultIn(file: string, fault: string): StartupError {
  return new StartupError({
    zh: `配置包文件 ${file} 有误：${fault}`,
    en: `The pack's file ${file} is not valid: ${fault}`,
  });
}
