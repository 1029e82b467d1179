// Jest runs the TypeScript sources as ES modules; `#lib` imports resolve by the package.json "source" condition.
const swc = ['@swc/jest', {
  jsc: {
    target: 'es2022',
    experimental: { keepImportAttributes: true },
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
}];

const base = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': swc },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/bench/node_modules/'],
};

const project = (displayName, pattern, extra = {}) => ({ ...base, displayName, testMatch: [`<rootDir>/**/*${pattern}`], ...extra });

// One PostgreSQL for the whole run: Jest starts a setup once however many projects name it.
const withPostgres = {
  globalSetup: '<rootDir>/test/support/postgres.setup.ts',
  globalTeardown: '<rootDir>/test/support/postgres.teardown.ts',
};

export default {
  // Read at the top level only; hooks start processes and databases on a busy machine.
  testTimeout: 60_000,
  projects: [
    project('unit', '.spec.ts'),
    project('integration', '.int-spec.ts', withPostgres),
    project('journeys', '.e2e-spec.ts', withPostgres),
    project('faults', '.fault-spec.ts', withPostgres),
    project('browser', '.browser-spec.ts', withPostgres),
  ],
};
