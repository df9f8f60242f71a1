/** Where the files are that the service carries with it, whether it runs from `dist` or from the sources. */
import { fileURLToPath } from 'node:url';

const root = new URL(import.meta.url.includes('/dist/src/') ? '../../../' : '../../', import.meta.url);

/** The absolute path of a file named from the top of the project. */
export function projectFile(path: string): string {
  return fileURLToPath(new URL(path, root));
}
