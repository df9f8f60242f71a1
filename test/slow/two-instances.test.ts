/** The promise of test/e2e/two-instances.test.ts for two processes, and for longer. */
import { expect, it } from '@jest/globals';
import { createTestDatabase } from '../support/database.js';
import { collectFirstAnswers } from '../support/first-answers.js';
import { bootstrapKey, sharedDatabase, startFoyer } from '../support/foyer-process.js';
import { createHttpClient } from '../support/http-client.js';
import { record } from '../support/record.js';

it('answers rightly at first after each of 1,000 random changes', async () => {
  const database = await createTestDatabase();
  const env = sharedDatabase(database.url);
  const [one, other] = [await startFoyer({ env }), await startFoyer({ env })];
  const [writer, reader] = [
    createHttpClient(one.url, bootstrapKey),
    createHttpClient(other.url, bootstrapKey),
  ];
  try {
    const result = await collectFirstAnswers({ writer, reader, changes: 1000, seed: 1122 });
    record('two-instances', { ...result, wrong: result.wrong.length });
    expect(result.wrong).toEqual([]);
    expect(result.answers).toBeGreaterThan(1500);
    expect(result.background).toBeGreaterThan(1000);
  } finally {
    writer.close();
    reader.close();
    await Promise.all([one.signal('SIGKILL'), other.signal('SIGKILL')]);
    await database.drop();
  }
});
