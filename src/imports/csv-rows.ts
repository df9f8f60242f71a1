/** Rows of a CSV file (RFC 4180): the first line names the columns; commas or semicolons between cells. */
import { CsvError, parse, type Parser } from 'csv-parse';
import { DomainError } from '../core/errors.js';
import { importLimits, type GivenRow } from './given-row.js';
import { csvColumns, importFields, listSeparator, type FieldType } from './import-fields.js';

/** Rows at a time. */
const batchSize = 500;

/** Throws `malformed-import` where the text is no CSV, or has a column that is not known. */
export async function* csvRows(chunks: AsyncIterable<string>): AsyncGenerator<GivenRow[]> {
  const reader = new CsvReader();
  for await (const chunk of chunks) {
    reader.write(chunk);
    yield* reader.take();
  }
  await reader.end();
  yield* reader.take();
  if (!reader.hasHeader) throw malformed('The file is empty: its first line names the columns.');
}

type Cell = (text: string) => unknown;

interface Column {
  readonly name: string;
  /** The value of a cell; undefined where the cell says nothing. */
  readonly read: Cell;
}

/**
 * Lines without quotation marks are cells with separators between them, and most files have no other: they are cut here.
 * From the first quotation mark on csv-parse reads the rest, which takes three times as long.
 */
class CsvReader {
  private parser: Parser | null = null;
  /** What has come of a line that is not at its end. */
  private rest = '';
  private delimiter = ',';
  private columns: Column[] | null = null;
  private rows: GivenRow[] = [];
  private count = 0;
  private lines = 0;
  private failure: Error | null = null;
  private closed: Promise<void> = Promise.resolve();

  get hasHeader(): boolean {
    return this.columns !== null;
  }

  write(chunk: string): void {
    if (this.parser !== null) {
      if (this.failure === null) this.parser.write(chunk);
      return;
    }
    this.rest += chunk;
    if (this.rest.includes('"') && this.knowsDelimiter()) this.open();
    else this.cutLines();
  }

  async end(): Promise<void> {
    this.knowsDelimiter();
    const parser = this.parser ?? this.open();
    if (this.failure === null) parser.end();
    this.drain();
    await this.closed;
  }

  /** What was read since. */
  *take(): Generator<GivenRow[]> {
    this.drain();
    if (this.failure !== null) throw this.failure;
    for (let at = 0; at < this.rows.length; at += batchSize) yield this.rows.slice(at, at + batchSize);
    this.rows = [];
  }

  /** The delimiter is the one that stands in the first line, once that is there. */
  private knowsDelimiter(): boolean {
    if (this.columns !== null) return true;
    const [header = ''] = this.rest.split('\n', 1);
    this.delimiter = header.includes(';') ? ';' : ',';
    return header.length < this.rest.length;
  }

  private cutLines(): void {
    if (!this.rest.includes('\n')) {
      this.refuseLong(this.rest);
      return;
    }
    this.knowsDelimiter();
    const lines = this.rest.split('\n');
    this.rest = lines.pop()!;
    this.refuseLong(this.rest);
    for (const line of lines) this.cut(line);
  }

  private cut(line: string): void {
    this.refuseLong(line);
    this.lines += 1;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text !== '') this.keep(text.split(this.delimiter));
  }

  private refuseLong(line: string): void {
    if (line.length > importLimits.rowBytes) throw tooLong(this.lines + 1);
  }

  private open(): Parser {
    const parser = parse({
      delimiter: this.delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: importLimits.rowBytes,
    });
    // Several listeners come and go; whoever takes next hears of it.
    parser.on('error', (error) => (this.failure ??= whatIsWrong(error, this.lines)));
    parser.on('readable', () => this.drain());
    this.closed = new Promise((resolve) => parser.once('close', resolve));
    this.parser = parser;
    parser.write(this.rest);
    this.rest = '';
    return parser;
  }

  private drain(): void {
    if (this.parser === null) return;
    for (;;) {
      const record = this.parser.read() as string[] | null;
      if (record === null) return;
      this.keep(record);
    }
  }

  private keep(record: string[]): void {
    if (this.columns === null) this.columns = readHeader(record);
    else this.rows.push(toRow(this.columns, record, (this.count += 1)));
  }
}

function readHeader(record: readonly string[]): Column[] {
  const names = record.map((name) => name.trim());
  const unknown = names.filter((name) => !csvColumns.includes(name));
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 50)));
    throw malformed(`These are not columns of an import: ${shown.join(', ')}.`);
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw malformed(`The column ${JSON.stringify(twice)} is there twice.`);
  if (!names.includes('login')) throw malformed('The column "login" is missing.');
  return names.map((name) => ({ name, read: cellOf(name) }));
}

function toRow(columns: readonly Column[], record: readonly string[], row: number): GivenRow {
  const fields = new Map<string, unknown>();
  columns.forEach(({ name, read }, at) => {
    const value = read(record[at] ?? '');
    if (value !== undefined) fields.set(name, value);
  });
  if (record.length === columns.length) return { row, fields };
  return { row, fields, fault: `The row has ${record.length} cells for ${columns.length} columns.` };
}

function cellOf(name: string): Cell {
  const field = importFields.find((one) => one.name === name);
  if (field !== undefined) return withEmpty(field.isClearable ? null : undefined, cells[field.type]);
  if (name === 'login') return (text) => text;
  return name === 'groups' ? cells.list : withEmpty(undefined, cells.text);
}

/** An empty cell clears the field; where there is nothing to clear it says nothing. */
function withEmpty(empty: null | undefined, read: Cell): Cell {
  return (text) => (text === '' ? (read === cells.list ? [] : empty) : read(text));
}

/** What cannot be read stays a text, which is then refused as being of the wrong type. */
const cells = {
  text: (text: string) => text,
  boolean: (text: string) => booleans.get(text.toLowerCase()) ?? text,
  integer: (text: string) => (/^-?\d{1,10}$/.test(text) ? Number(text) : text),
  list: (text: string) => (text === '' ? [] : text.split(listSeparator).map((value) => value.trim())),
} satisfies Record<FieldType, Cell>;

const booleans = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

function whatIsWrong(error: Error, linesBefore: number): Error {
  if (!(error instanceof CsvError)) return error;
  const line = linesBefore + Number(error.lines);
  if (error.code === 'CSV_MAX_RECORD_SIZE') return tooLong(line);
  return malformed(`Line ${line} is no CSV: a quotation mark stands where it may not, or is not closed.`);
}

function tooLong(line: number): DomainError {
  return malformed(`Line ${line} has more than ${importLimits.rowBytes} characters.`);
}

function malformed(detail: string): DomainError {
  return new DomainError('malformed-import', detail);
}
