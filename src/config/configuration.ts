/** Environment and files → one frozen object; all mistakes at once, each with what to do about it. */
import { readFileSync } from 'node:fs';
import { StartRefused } from '../core/start-refused.js';
import type { Allowance } from '../rate-limits/index.js';
import type { Subnet } from '../zones/index.js';
import { settings, type Setting } from './settings.js';
import { reportUnknown, textOf, type Environment, type ReadFile, type Sources } from './sources.js';
import { UnacceptableValue, type LogLevel } from './values.js';

export interface Configuration {
  readonly port: number;
  /** Address to listen on; undefined for every address, which is what `listen` takes it to mean. */
  readonly host: string | undefined;
  /** Null for the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  readonly logLevel: LogLevel;
  /** Absolute path. */
  readonly dataFolder: string;
  readonly serverName: string;
  readonly digestRealm: string;
  /** An origin, without a slash at its end. */
  readonly publicUrl: string;
  readonly trustedProxies: readonly Subnet[];
  /** Private networks that outgoing requests may go to. */
  readonly egressAllow: readonly Subnet[];
  /** Whole addresses that a browser may be sent back to after signing in or out through a provider (rule 8.5). */
  readonly returnTo: readonly string[];
  /** Of what is refused to one source, and of what is tried on one account. */
  readonly refusedSignIns: Allowance;
  readonly accountSignIns: Allowance;
  /** 32 bytes. Null only with the embedded database: see `keptEncryptionKey`. */
  readonly encryptionKey: Buffer | null;
  /** Null: generate one at the first start. */
  readonly bootstrapApiKey: string | null;
  /** Null for none: both or neither. */
  readonly bootstrapAdminLogin: string | null;
  readonly bootstrapAdminPassword: string | null;
}

/** The configuration cannot be used: `mistakes` are lines for whoever must mend it, free of secrets. */
export class ConfigurationError extends StartRefused {
  override readonly name = 'ConfigurationError';

  constructor(readonly mistakes: readonly string[]) {
    super(
      ['The configuration has mistakes (docs/configuration.md lists every setting):', ...mistakes].join(
        '\n  - ',
      ),
    );
  }
}

/** @throws ConfigurationError naming every mistake. */
export function readConfiguration(
  env: Environment,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): Configuration {
  const mistakes: string[] = [];
  const sources: Sources = { env, readFile, report: (mistake) => mistakes.push(mistake) };
  const configuration = valuesFrom(sources);
  if (needsEncryptionKey(env)) {
    mistakes.push(
      `FOYER_ENCRYPTION_KEY is needed with DATABASE_URL: make one with \`openssl rand -base64 32\`, keep it safe, and give it to every instance (FOYER_ENCRYPTION_KEY_FILE takes it from a file).`,
    );
  }
  const { bootstrapAdminLogin: login, bootstrapAdminPassword: password } = configuration;
  if (mistakes.length === 0 && (login === null) !== (password === null)) {
    mistakes.push(
      'FOYER_BOOTSTRAP_ADMIN_LOGIN and FOYER_BOOTSTRAP_ADMIN_PASSWORD come together: give both, or neither.',
    );
  }
  reportUnknown(Object.values(settings), sources);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return Object.freeze(configuration);
}

const noLimit: Allowance = { count: 0, seconds: 1 };

/** What stands after `??` where a setting has a default in the table is never used: the setting was a mistake then. */
function valuesFrom(sources: Sources): Configuration {
  const port = valueOf(settings.port, sources) ?? 0;
  const serverName = valueOf(settings.serverName, sources) ?? '';
  return {
    port,
    host: valueOf(settings.host, sources),
    databaseUrl: valueOf(settings.databaseUrl, sources) ?? null,
    logLevel: valueOf(settings.logLevel, sources) ?? 'info',
    dataFolder: valueOf(settings.dataFolder, sources) ?? '',
    serverName,
    digestRealm: valueOf(settings.digestRealm, sources) ?? serverName,
    publicUrl: valueOf(settings.publicUrl, sources) ?? `http://localhost:${port}`,
    trustedProxies: valueOf(settings.trustedProxies, sources) ?? Object.freeze([]),
    egressAllow: valueOf(settings.egressAllow, sources) ?? Object.freeze([]),
    returnTo: valueOf(settings.returnTo, sources) ?? Object.freeze([]),
    refusedSignIns: valueOf(settings.refusedSignIns, sources) ?? noLimit,
    accountSignIns: valueOf(settings.accountSignIns, sources) ?? noLimit,
    encryptionKey: valueOf(settings.encryptionKey, sources) ?? null,
    bootstrapApiKey: valueOf(settings.bootstrapApiKey, sources) ?? null,
    bootstrapAdminLogin: valueOf(settings.bootstrapAdminLogin, sources) ?? null,
    bootstrapAdminPassword: valueOf(settings.bootstrapAdminPassword, sources) ?? null,
  };
}

/** The setting's value or default; undefined when it has neither, or when it is a mistake (which is reported). */
function valueOf<T>(setting: Setting<T>, sources: Sources): T | undefined {
  const text = textOf(setting, sources) ?? ('text' in setting.default ? setting.default.text : undefined);
  if (text === undefined) return undefined;
  try {
    const value = setting.kind.read(text);
    if (value === undefined) {
      sources.report(`${setting.variable} must be ${setting.kind.takes}: for example ${setting.example}`);
    }
    return value;
  } catch (error) {
    if (!(error instanceof UnacceptableValue)) throw error;
    sources.report(`${setting.variable}: ${error.message} It takes ${setting.kind.takes}.`);
    return undefined;
  }
}

/** With the embedded database a key is generated; another database may outlive this machine, and so must its key. */
function needsEncryptionKey(env: Environment): boolean {
  const isGiven = (variable: string) => env[variable] !== undefined || env[`${variable}_FILE`] !== undefined;
  return isGiven(settings.databaseUrl.variable) && !isGiven(settings.encryptionKey.variable);
}
