/** Where the text of a setting comes from: its variable or, for a secret, the file that `<variable>_FILE` names. */
import type { Setting } from './settings.js';
import { nearestName } from './nearest-name.js';

export type Environment = Readonly<Record<string, string | undefined>>;
export type ReadFile = (path: string) => string;

/** Takes one line for whoever must mend the configuration. */
type Report = (mistake: string) => void;

export interface Sources {
  readonly env: Environment;
  readonly readFile: ReadFile;
  readonly report: Report;
}

/** The setting's text; undefined when it is absent, or when its source is itself a mistake (which is reported). */
export function textOf(setting: Setting<unknown>, { env, readFile, report }: Sources): string | undefined {
  const { variable } = setting;
  const direct = env[variable];
  const path = setting.isSecret ? env[`${variable}_FILE`] : undefined;
  if (direct !== undefined && path !== undefined) {
    report(`${variable} and ${variable}_FILE are both set: unset one of them.`);
    return undefined;
  }
  if (path === undefined)
    return presentText(direct, `${variable} is empty: give a value, or unset it.`, report);
  const content = fileText(`${variable}_FILE`, path, readFile, report);
  return presentText(content, `${variable}_FILE names an empty file: put the value into it.`, report);
}

/** An empty value is refused, since a deployment whose DATABASE_URL came out empty must not start on another one. */
function presentText(text: string | undefined, mistake: string, report: Report): string | undefined {
  if (text !== '') return text;
  report(mistake);
  return undefined;
}

function fileText(variable: string, path: string, readFile: ReadFile, report: Report): string | undefined {
  try {
    return readFile(path).replace(/(\r?\n)+$/, '');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    report(`${variable} names a file that cannot be read (${reason}): check the path and its permissions.`);
    return undefined;
  }
}

/** Reports every variable that starts with FOYER_ and is not in the table: most are spelling mistakes. */
export function reportUnknown(settings: readonly Setting<unknown>[], { env, report }: Sources): void {
  const known = settings.flatMap((s) => (s.isSecret ? [s.variable, `${s.variable}_FILE`] : [s.variable]));
  const unknown = Object.keys(env).filter((name) => name.startsWith('FOYER_') && !known.includes(name));
  for (const name of unknown.sort()) {
    const nearest = nearestName(name, known);
    report(
      nearest === null
        ? `${name} is not a setting of Foyer: unset it.`
        : `${name} is not a setting of Foyer: did you mean ${nearest}?`,
    );
  }
}
