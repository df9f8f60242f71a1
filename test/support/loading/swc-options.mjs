/** How TypeScript becomes JavaScript in tests: types are left out and not checked, which `npm run typecheck` does. */
export const swcOptions = {
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true },
  },
  module: { type: 'es6' },
};
