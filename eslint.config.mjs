// Fast on purpose: nothing here needs type information; the compiler checks types.
import tseslint from 'typescript-eslint';

const NO_DEFAULT = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'Export by name.' },
];

const WRITE_SLICES = ['leads', 'deals', 'reviews', 'agreements', 'commitments', 'delivery'];

export default [
  { ignores: ['**/node_modules/', 'dist/', 'coverage/', '.data/', 'test/architecture/fixtures/', '**/*.gen.ts', 'test/bench/results/'] },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs', '**/*.cjs'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: tseslint.parser,
      // With these two the type-import rule leaves files with decorators alone: Nest reads their imports at run time.
      parserOptions: { ecmaFeatures: { jsx: true }, emitDecoratorMetadata: true, experimentalDecorators: true },
    },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-debugger': 'error',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-unreachable': 'error',
      'no-dupe-else-if': 'error',
      'require-yield': 'error',
      'use-isnan': 'error',
      'no-restricted-syntax': ['error', ...NO_DEFAULT, { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports', fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/ban-ts-comment': 'error',
    },
  },
  {
    // The tools that read these files want a default export.
    files: ['**/*.config.ts', '**/*.config.mjs', 'test/support/postgres.setup.ts', 'test/support/postgres.teardown.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A slice's index also exports what its module needs; the read side may take its events and types only.
    files: ['**/libs/read-side/**/*.ts', '**/libs/pipeline/**/*.ts'],
    ignores: ['**/*.int-spec.ts', '**/*.e2e-spec.ts'],
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [{
          regex: `^#(${WRITE_SLICES.join('|')})$`,
          importNamePattern: '(Handler|Controller|Module)$',
          message: 'The read side reads events; it calls no write slice.',
        }],
      }],
    },
  },
];
