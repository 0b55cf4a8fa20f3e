import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'web',
  plugins: [react()],
  // The pages never validate by the contracts' schemas, and `typebox/schema` alone checks forms.
  resolve: { alias: [{ find: /^typebox$/, replacement: join(import.meta.dirname, 'web/schemas.ts') }] },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // A strict content policy allows no data: scripts or styles, and no inline module preload helper.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
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
