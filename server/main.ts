#!/usr/bin/env node
import { StartupError } from './platform/startup-error.ts';

interface Command {
  help: string;
  load(): Promise<{ run(args: string[]): Promise<number> }>;
}

const commands: Record<string, Command> = {
  start: { help: 'start the node', load: () => import('./commands/start.ts') },
  migrate: { help: 'bring the database to this version, and stop', load: () => import('./commands/migrate.ts') },
  admin: {
    help: 'admin create --username NAME [--name TEXT]: make the first operator',
    load: () => import('./commands/admin.ts'),
  },
  pack: { help: 'pack load FOLDER: load or refresh a pack', load: () => import('./commands/pack.ts') },
  import: {
    help: 'import --resource CODE [--mode append] FILE…: put files in the library',
    load: () => import('./commands/import.ts'),
  },
  demo: {
    help: 'demo generate [--residents N] [--out DIR]: a synthetic world of any size',
    load: () => import('./commands/demo.ts'),
  },
  keys: {
    help: 'keys [rotate [--to FILE]]: the keys of the ledger; change the one that signs it',
    load: () => import('./commands/keys.ts'),
  },
  ledger: {
    help: 'ledger archive --before DATE: move entries older than three years or more to files',
    load: () => import('./commands/ledger.ts'),
  },
  verify: {
    help: 'verify [--checkpoint FILE] [--receipt FILE]: walk the ledger and name what was changed',
    load: () => import('./commands/verify.ts'),
  },
  'verify-receipt': {
    help: 'verify-receipt FILE --key FILE: prove a reply offline',
    load: () => import('./commands/verify-receipt.ts'),
  },
};

/** Runs one command; the exit code says whether it did what it was asked. */
async function main(argv: string[]): Promise<number> {
  const [name = 'help', ...args] = argv;
  const command = commands[name];
  if (!command) {
    const lines = Object.entries(commands).map(([key, { help }]) => `  ${key.padEnd(15)} ${help}`);
    console.log(`legwork COMMAND\n\n${lines.join('\n')}`);
    return name === 'help' || name === '--help' ? 0 : 2;
  }
  const { run } = await command.load();
  return run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof StartupError) console.error(`${error.zh}\n${error.en}`);
  else if (isUsageError(error)) console.error(error.message);
  else throw error;
  process.exitCode = 1;
}

/** What parseArgs throws for an option that a command does not know. */
function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
