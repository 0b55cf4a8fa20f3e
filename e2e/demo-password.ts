import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const manifest = parse(readFileSync(join(import.meta.dirname, '../packs/demo/pack.yaml'), 'utf8'));

/** The one password of the demo world's accounts, or the one that LEGWORK_DEMO_PASSWORD names. */
export const demoPassword: string = process.env.LEGWORK_DEMO_PASSWORD ?? manifest.demoPassword;
