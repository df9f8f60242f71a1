/** Which services use a cluster: the last one out stops it. Each leaves a file named after its process. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process.js';

const folderIn = (folder: string) => join(folder, 'services');

export async function enter(folder: string): Promise<void> {
  await mkdir(folderIn(folder), { recursive: true, mode: 0o700 });
  await writeFile(join(folderIn(folder), String(process.pid)), '');
}

/** @returns whether nobody is left. Killed services don't count. */
export async function leave(folder: string): Promise<boolean> {
  await rm(join(folderIn(folder), String(process.pid)), { force: true });
  for (const name of await readdir(folderIn(folder))) {
    if (isAlive(Number(name))) return false;
    await rm(join(folderIn(folder), name), { force: true });
  }
  return true;
}
