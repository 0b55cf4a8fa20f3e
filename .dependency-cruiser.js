// The layering of ARCHITECTURE.md, held by `npm run check`. A domain may import the domains before it, and only through
// their index.ts; web sees contracts only; contracts see nothing of ours; platform never sees a domain.
const domains = [
  'directory',
  'identity',
  'ledger',
  'catalogue',
  'library',
  'documents',
  'sharing',
  'exchange',
  'licences',
  'services',
  'hotline',
  'supervision',
];

const noDomainLooksUp = domains.map((name, floor) => ({
  name: `${name}-imports-only-below`,
  severity: 'error',
  from: { path: `^server/domains/${name}/` },
  to: { path: `^server/domains/(${domains.slice(floor + 1).join('|') || 'none'})/` },
}));

const throughTheDoor = domains.map((name) => ({
  name: `${name}-only-through-index`,
  severity: 'error',
  from: {
    path: '^(server|e2e|bench)/',
    pathNot: [`^server/domains/${name}/`, '\\.test\\.ts$', '/(testing|arbitrary-[a-z-]+)\\.ts$', '^server/testing/'],
  },
  to: { path: `^server/domains/${name}/`, pathNot: `^server/domains/${name}/index\\.ts$` },
}));

export default {
  forbidden: [
    ...noDomainLooksUp,
    ...throughTheDoor,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { path: '^(server|web|e2e|bench|packs)/' },
    },
    {
      name: 'web-imports-contracts-only',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|e2e|bench|packs)/' },
    },
    {
      name: 'platform-imports-no-domain',
      severity: 'error',
      from: { path: '^server/platform/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/(domains|app|main)' },
    },
    {
      name: 'routes-touch-no-foreign-store',
      severity: 'error',
      from: { path: '^server/domains/([^/]+)/routes' },
      to: { path: '^server/domains/(?!$1/)[^/]+/store' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\.(css|svg)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
