/** Writes docs/configuration.md from the table of settings (needs a build). Run: npm run docs:configuration */
import { writeFileSync } from 'node:fs';
import { configurationReference } from '../dist/src/config/reference.js';

writeFileSync(new URL('../docs/configuration.md', import.meta.url), configurationReference());
