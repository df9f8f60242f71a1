/** Twenty rounds of what test/api/sign-in/guesses.test.ts does twice. */
process.env['GUESS_ROUNDS'] = '20';
await import('../api/sign-in/guesses.test.js');

export {};
