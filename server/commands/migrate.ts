import { boot } from '../boot.ts';
import { readConfig } from '../platform/config.ts';

/** Brings the database to this version's schema and stops. */
export async function run(): Promise<number> {
  const booted = await boot(readConfig(), (line) => console.log(`· ${line}`));
  await booted.close();
  return 0;
}
