import { boot } from '../boot.ts';
import { archiveFolder, ledgerVkeys, verifyCommand } from '../domains/ledger/index.ts';
import { readConfig } from '../platform/config.ts';

/** `verify`: walks the ledger of this node, running or not, and names what is not as it was logged. */
export async function run(args: string[]): Promise<number> {
  const booted = await boot(readConfig(), () => undefined, { besideNode: true });
  try {
    const { platform } = booted;
    return await verifyCommand({
      pool: platform.database.pool,
      vkeys: ledgerVkeys(platform),
      archiveDir: archiveFolder(platform.config),
      args,
    });
  } finally {
    await booted.close();
  }
}
