import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Beside each text file of the build its compressed forms, so that no request waits for them. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir = '' }) {
    const assets = join(dir, 'assets');
    for (const name of readdirSync(assets).filter((each) => /\.(js|css|svg)$/.test(each))) {
      const file = join(assets, name);
      const content = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      writeFileSync(`${file}.br`, brotliCompressSync(content));
    }
  },
};

export default defineConfig({
  root: 'web',
  plugins: [react(), compressed],
  // The pages never validate by the contracts' schemas, and `typebox/schema` alone checks forms.
  resolve: { alias: [{ find: /^typebox$/, replacement: join(import.meta.dirname, 'web/schemas.ts') }] },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // A strict content policy allows no data: scripts or styles, and no inline module preload helper.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Whatever every page begins with comes in one piece: over HTTP/1.1 thirty small ones wait for each other.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'app', tags: ['$initial'] }] } } },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/oidc', '/ledger', '/sign-in', '/consent', '/identity', '/.well-known'].map((path) => [
        path,
        'http://127.0.0.1:3000',
      ]),
    ),
  },
});
