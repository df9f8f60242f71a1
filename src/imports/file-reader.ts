/** Owns how a file becomes stored rows: read while it comes, checked row by row, never whole in memory. */
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { DomainError } from '../core/errors.js';
import type { SecretBox } from '../core/secret-box.js';
import type { PasswordPolicy, UnmetRequirement } from '../policies/index.js';
import { csvRows } from './csv-rows.js';
import { importLimits, type GivenRow } from './given-row.js';
import { jsonRows } from './json-rows.js';
import { checkRow, type CheckedRow } from './row-check.js';
import { passwordLine, stagedLine, type StagingStore } from './staging.store.js';
import { textChunks } from './text-chunks.js';

export type FileFormat = 'csv' | 'ndjson';

/** What an import needs of the password policy. */
export interface PasswordRules {
  current(): Promise<PasswordPolicy>;
  check(policy: PasswordPolicy, password: string, login: string): Promise<UnmetRequirement[]>;
}

/** What an import needs of the settings. */
export interface LoginRules {
  /** Rule 1.2: whether a login may be in Latin and Cyrillic letters at once. */
  allowsMixedScripts(): Promise<boolean>;
}

/** The rules as they are when an import is read. */
interface Rules {
  readonly policy: PasswordPolicy;
  readonly mayMixScripts: boolean;
}

export interface ReadOptions {
  /** Whether passwords are stored, encrypted, or only checked. */
  keepsPasswords: boolean;
}

/** Rows that are copied into the database together, in UTF-16 code units. */
const copiedTogether = 512 * 1024;

export class FileReader {
  constructor(
    private readonly store: StagingStore,
    private readonly passwordRules: PasswordRules,
    private readonly loginRules: LoginRules,
    private readonly secrets: SecretBox,
    private readonly maximumRows: number = importLimits.rows,
  ) {}

  /** Stores every row; gives their number. Throws `malformed-import` where the file as a whole is not acceptable. */
  async read(importId: string, format: FileFormat, source: Readable, options: ReadOptions): Promise<number> {
    const policy = await this.passwordRules.current();
    const rules = { policy, mayMixScripts: await this.loginRules.allowsMixedScripts() };
    const copier = new Copier(this.store, options);
    try {
      return await this.readRows(importId, rules, copier, rowsOf(format, source));
    } finally {
      // Nothing is on its way any more when whoever asked goes on, perhaps to take it all away.
      await copier.settled();
    }
  }

  private async readRows(
    importId: string,
    rules: Rules,
    copier: Copier,
    batches: AsyncIterable<GivenRow[]>,
  ): Promise<number> {
    let count = 0;
    for await (const batch of batches) {
      count += batch.length;
      if (count > this.maximumRows) throw tooMany(this.maximumRows);
      for (const given of batch) await this.keep(copier, importId, rules, given);
      await copier.flushFull();
      // Others are answered between two batches.
      await turn();
    }
    await copier.flush();
    return count;
  }

  private async keep(
    copier: Copier,
    importId: string,
    { policy, mayMixScripts }: Rules,
    given: GivenRow,
  ): Promise<void> {
    const checked = checkRow(given, mayMixScripts);
    if (checked.password !== null) await this.checkPassword(policy, checked, checked.password);
    copier.rows += stagedLine(importId, checked);
    const isAcceptable = checked.problems.length === 0;
    if (isAcceptable && copier.options.keepsPasswords)
      copier.passwords += this.passwordLineOf(importId, checked);
  }

  private async checkPassword(policy: PasswordPolicy, checked: CheckedRow, password: string): Promise<void> {
    const unmet = await this.passwordRules.check(policy, password, checked.login);
    for (const { detail } of unmet) {
      checked.problems.push({ field: 'password', code: 'password-unacceptable', detail });
    }
  }

  /** A password waits for its hash encrypted, in a box that opens for this row alone. */
  private passwordLineOf(importId: string, { row, password, passwordHash }: CheckedRow): string {
    if (passwordHash !== null) return passwordLine(importId, row, null, passwordHash);
    if (password === null) return '';
    return passwordLine(importId, row, this.secrets.seal(password, placeOf(importId, row)), null);
  }
}

/** Where a password waits, to which its encryption is bound. */
export function placeOf(importId: string, row: number): string {
  return `import_passwords/${importId}/${row}`;
}

function rowsOf(format: FileFormat, source: Readable): AsyncGenerator<GivenRow[]> {
  const chunks = textChunks(source as AsyncIterable<Buffer>);
  return format === 'csv' ? csvRows(chunks) : jsonRows(chunks);
}

function tooMany(most: number): DomainError {
  return new DomainError('malformed-import', `The file has more than ${most} rows.`);
}

/** Gathers lines; while one load is on its way to the database the next is read. */
class Copier {
  rows = '';
  passwords = '';
  private underWay: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: StagingStore,
    readonly options: ReadOptions,
  ) {}

  async flushFull(): Promise<void> {
    if (this.rows.length >= copiedTogether) await this.hand();
  }

  async flush(): Promise<void> {
    await this.hand();
    await this.underWay;
  }

  async settled(): Promise<void> {
    await this.underWay.catch(() => undefined);
  }

  private async hand(): Promise<void> {
    await this.underWay;
    const { rows, passwords } = this;
    this.rows = '';
    this.passwords = '';
    this.underWay = this.send(rows, passwords);
    // Whoever hands over the next load hears of it.
    this.underWay.catch(() => undefined);
  }

  private async send(rows: string, passwords: string): Promise<void> {
    if (rows !== '') await this.store.addRows(rows);
    if (passwords !== '') await this.store.addPasswords(passwords);
  }
}
