// Who may import whom. Each rule has a deliberately bad fixture in test/architecture/fixtures that proves it bites.

const WRITE_SLICES = '^libs/(leads|deals|reviews|agreements|commitments|delivery)/';
const SPEC = '\\.(spec|int-spec|e2e-spec|fault-spec|browser-spec|contract)\\.tsx?$';
/** What a library offers to the specs of others (given, when, then) lies beside its index, not in it. */
const TESTING = '^libs/[^/]+/src/testing\\.ts$';
// An npm package however it resolved, and Node's own modules that reach outside the process.
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/|^(${names.join('|')})(/|$)`;
const FRAMEWORK = npm('@nestjs/[^/]+', 'typeorm', 'pg', 'pg-[^/]+', 'bullmq', 'fastify', '@fastify/[^/]+', '@eventstore/[^/]+');
/** The browser may share these: they compute and import nothing of a server. */
const SHARED_WITH_WEB = '^libs/(measures)/';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('resolvable', 'an import that cannot be found would escape every other rule', {}, { couldNotResolve: true }),
    rule('no-circular', 'modules that import each other cannot be understood or moved apart', {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    rule('pure-core-no-framework', 'deciders, events and requirements are pure: no Nest, TypeORM or database driver',
      { path: '\\.(decider|events|requirements)\\.ts$' }, { path: FRAMEWORK }),
    rule('pure-core-no-node', 'deciders, events and requirements are pure: no file, network, clock or random of Node',
      { path: '\\.(decider|events|requirements)\\.ts$' }, { dependencyTypes: ['core'] }),
    rule('projections-are-pure', 'a projection is a fold; the runner alone talks to the database',
      { path: '\\.projection\\.ts$' }, { path: FRAMEWORK }),
    rule('libs-not-apps', 'a library does not know who uses it', { path: '^libs/' }, { path: '^apps/' }),
    rule('libs-by-name', 'a library is entered through its index, as #name',
      { path: '^(libs/[^/]+|apps/[^/]+|seeds)/' }, { path: '^libs/', pathNot: ['^$1/', TESTING], dependencyTypesNot: ['aliased-subpath-import'] }),
    rule('testing-in-tests', 'what a library offers to specs does not ship',
      { path: '^(apps|libs|seeds)/', pathNot: [SPEC, TESTING, '\\.fixtures\\.ts$'] }, { path: TESTING }),
    rule('write-not-read', 'a decision never rests on the read side, which may lag',
      { path: WRITE_SLICES, pathNot: SPEC }, { path: '^libs/(read-side|pipeline)/' }),
    rule('read-not-handlers', 'the read side follows the log and commands nobody',
      { path: '^libs/(read-side|pipeline)/', pathNot: SPEC }, { path: `${WRITE_SLICES}.*\\.(handlers|controller|module)\\.ts$` }),
    rule('web-not-server', 'the browser knows the API, not the server',
      { path: '^apps/web/' }, { path: '^(libs|seeds|apps/(?!web/))', pathNot: SHARED_WITH_WEB }),
    rule('nothing-imports-test', 'what ships does not need the tests',
      { pathNot: ['^test/', SPEC] }, { path: '^test/' }),
    rule('jobs-at-the-edge', 'due work is derived from state; only apps wire it to queues',
      { path: '^(libs|seeds)/', pathNot: ['^libs/jobs/', SPEC] }, { path: `^libs/jobs/|${npm('bullmq')}` }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/|test/architecture/fixtures/|test/bench/node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
