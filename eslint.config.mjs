// The linter's rules. The facade is checked with its types; everything else is plain JavaScript for Node.

import tseslint from 'typescript-eslint';

const nodeGlobals = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']));

export default tseslint.config(
  { ignores: ['target/', 'dist/', 'node_modules/', 'facade/generated/', 'index.d.ts', 'index.d.mts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['facade/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Clients hold no state of their own, yet their methods belong to them.
      'class-methods-use-this': 'off',
      // Stacks of errors on Bun end where a promise is returned rather than awaited. It takes fewer turns, too.
      '@typescript-eslint/return-await': ['error', 'always'],
      // Numbers read well in messages; nothing else may be put into one unseen.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // A `string` next to an enum keeps the known values visible in editors and in the documentation.
    files: ['facade/types/options.ts'],
    rules: { '@typescript-eslint/no-redundant-type-constituents': 'off' },
  },
  {
    // The constructors of clients have one form each that the typings leave out: joined with another it would leave that out, too.
    files: ['facade/clients/*Client.ts'],
    rules: { '@typescript-eslint/unified-signatures': 'off' },
  },
  {
    // The typings' own tests: scripts as users write them.
    files: ['__test__/types/**/*.ts'],
    extends: [tseslint.configs.recommended],
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { globals: nodeGlobals },
    rules: {
      'no-undef': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
    },
  },
  {
    // What Jest puts into the scope of specs.
    files: ['__test__/runners/specs/jest/**'],
    languageOptions: {
      globals: Object.fromEntries(
        ['afterEach', 'describe', 'expect', 'jest', 'test'].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        require: 'readonly',
        module: 'writable',
        exports: 'writable',
        __dirname: 'readonly',
        __filename: 'readonly',
      },
    },
    rules: {
      // These files are CommonJS, as most scripts that use the package are.
      '@typescript-eslint/no-require-imports': 'off',
    },
  },
);
