/** From start to ready with the database up, and the memory it takes after that (12). */
import { benchDatabase } from './support/database.mjs';
import { median } from './support/load.mjs';
import { saveResult } from './support/result.mjs';
import { residentMb, startPinned, stopPinned } from './support/server.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const database = await benchDatabase();
const url = 'http://127.0.0.1:3921/readyz';
const env = { PORT: '3921', DATABASE_URL: database.url, FOYER_ENCRYPTION_KEY: database.encryptionKey };
const seconds = [];
const megabytes = [];
for (let round = 0; round < rounds; round += 1) {
  const started = performance.now();
  const foyer = await startPinned(['dist/src/main.js'], env, url, 5);
  seconds.push((performance.now() - started) / 1000);
  megabytes.push(residentMb(foyer.pid));
  await stopPinned(foyer);
}
await database.stop();
const figures = { seconds: median(seconds), megabytes: median(megabytes) };
saveResult('start', { rounds, figures, seconds, megabytes });
console.log(
  `start to ready: ${figures.seconds.toFixed(2)} s, then ${Math.round(figures.megabytes)} MB resident`,
);
