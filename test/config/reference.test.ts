import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { configurationReference } from '../../src/config/reference.js';
import { settings } from '../../src/config/settings.js';

test('docs/configuration.md is what `npm run docs:configuration` would write', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(configurationReference());
});

test('every setting has its section', () => {
  for (const row of Object.values(settings)) {
    expect(configurationReference()).toContain(`## ${row.variable}\n\n${row.meaning}`);
  }
});
