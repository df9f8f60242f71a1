/** PostgreSQL refuses to run as root: under root it gets an ordinary account, and so does everything it owns. */
import { chmod, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartRefused } from '../../core/start-refused.js';

/** Whom PostgreSQL runs as; undefined: as the service itself, which is not root. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number } | undefined;

const preferredNames = ['postgres', 'nobody'];

async function knownAccounts(): Promise<NonNullable<Account>[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  return lines.map((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}

/** The owner of a cluster that is there keeps it, whatever accounts the system has got since. */
async function ownerOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ uid }) => (uid === 0 ? undefined : uid),
    () => undefined,
  );
}

/** @throws StartRefused when root finds no account to lend. */
export async function accountFor(clusterPath: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = await knownAccounts();
  const owner = await ownerOf(clusterPath);
  const account =
    accounts.find(({ uid }) => uid === owner) ??
    preferredNames.map((name) => accounts.find((candidate) => candidate.name === name)).find(Boolean);
  if (account === undefined) {
    throw new StartRefused(
      `PostgreSQL must not run as root, and this system has no account named ${preferredNames.join(' or ')}. ` +
        'Start the service as an ordinary user, or set DATABASE_URL.',
    );
  }
  return account;
}

/**
 * Lets the account pass through our own data folder; the folders above it are not ours to open.
 * @throws StartRefused naming the folder that it cannot pass.
 */
export async function requirePassage(account: Account, dataFolder: string): Promise<void> {
  if (account === undefined) return;
  await chmod(dataFolder, (await stat(dataFolder)).mode | 0o111);
  for (let folder = dirname(dataFolder); ; folder = dirname(folder)) {
    if (!(await canPass(account, folder))) {
      throw new StartRefused(
        `PostgreSQL must not run as root, so it runs as "${account.name}", and that account cannot enter ${folder}. ` +
          'Set FOYER_DATA_DIR to a place it can reach (for example /var/lib/foyer), ' +
          'start the service as an ordinary user, or set DATABASE_URL.',
      );
    }
    if (folder === dirname(folder)) return;
  }
}

async function canPass(account: NonNullable<Account>, folder: string): Promise<boolean> {
  const { uid, gid, mode } = await stat(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
