/**
 * A worker: so many people sign in again and again. Whoever is told to come back does so within a second after the time
 * told, or at once.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createClient } from './sign-in-client.mjs';

const { url, bodies, people, seconds, isPatient } = workerData;
const client = createClient(url);

const end = performance.now() + seconds * 1000;
const seen = { letIn: 0, refusedAfter: [] };

async function person(at) {
  await delay(Math.random() * 1000);
  for (let turn = at; performance.now() < end; turn += 1) {
    const started = performance.now();
    const { statusCode, headers: told } = await client.post(bodies[turn % bodies.length]);
    if (statusCode === 200) seen.letIn += 1;
    else seen.refusedAfter.push(performance.now() - started);
    if (statusCode !== 200 && isPatient) await delay((Number(told['retry-after']) + Math.random()) * 1000);
  }
}

await Promise.all(Array.from({ length: people }, (_, at) => person(at)));
client.close();
parentPort.postMessage(seen);
