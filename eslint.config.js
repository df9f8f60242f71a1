/**
 * Lint with type information. What is an error here has cost somebody a breach or an outage: a missing `await`
 * once let a chat server accept any password. Style belongs to prettier, import rules to dependency-cruiser.
 */
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typed = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/strict-boolean-expressions': [
    'error',
    { allowString: false, allowNumber: false, allowNullableObject: true },
  ],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unnecessary-condition': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/prefer-promise-reject-errors': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  // `array[index]!` is the honest spelling beside noUncheckedIndexedAccess: the reader sees the claim.
  '@typescript-eslint/no-non-null-assertion': 'off',
  // Numbers print the same everywhere; objects and promises in templates stay refused.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  // Implementing a promised interface without awaiting anything is ordinary.
  '@typescript-eslint/require-await': 'off',
};

/** What Node gives every module, as far as the plain scripts use it. TypeScript checks names by itself. */
const nodeNames = [
  ['process', 'console', 'Buffer', 'performance', 'structuredClone', 'WebAssembly'],
  ['URL', 'URLSearchParams', 'fetch', 'Headers', 'Response', 'TextEncoder', 'TextDecoder'],
  [
    'AbortController',
    'AbortSignal',
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
  ],
].flat();
const nodeGlobals = Object.fromEntries(nodeNames.map((name) => [name, 'readonly']));

const plain = {
  eqeqeq: ['error', 'always'],
  'no-console': 'error',
  'no-restricted-syntax': [
    'error',
    { selector: 'TSEnumDeclaration', message: 'Use a union of literals: it is what the API shows.' },
  ],
  // A hint, never a reason to cut a thing in two.
  'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],
};

export default defineConfig(
  globalIgnores(['dist/', 'data/', 'generated/', 'coverage/', 'reports/', '.stryker-tmp/', '.cache/']),
  js.configs.recommended,
  { rules: plain },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: nodeGlobals },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  {
    files: ['test/**', 'bench/**', 'scripts/**', 'examples/**'],
    rules: { 'no-console': 'off', 'max-lines-per-function': 'off' },
  },
  {
    // What supertest and JSON.parse hand to a test is `any` by design; the assertion after it is the check.
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/strict-boolean-expressions': [
        'error',
        { allowAny: true, allowString: false, allowNumber: false },
      ],
      // fast-check's and supertest's methods are passed around freely; they do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
