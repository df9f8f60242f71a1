/**
 * Reads a JSON text token by token (RFC 8259) to find the first thing that is wrong with it. Slower than `JSON.parse`,
 * which neither sees duplicate keys nor says where it stopped without repeating what was sent.
 */
import { DomainError } from './errors.js';

/** How deep arrays and objects may be nested. */
export const maxDepth = 32;

const spaces = /[ \t\n\r]*/y;
/** Between escapes stands anything but quotes, backslashes and control characters. */
const string = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Throws `malformed-json` unless the text is one JSON value without anything that the service refuses. */
export function inspectJson(text: string): void {
  new Inspection(text).run();
}

class Inspection {
  private at = 0;
  /** The keys and indexes that lead to the value being read. */
  private readonly path: (string | number)[] = [];

  constructor(private readonly text: string) {}

  run(): void {
    if (this.text.startsWith('\ufeff')) this.refuse('The body starts with a byte order mark.');
    this.readValue();
    if (this.at < this.text.length) this.refuse('There is something after the end of the JSON value.');
  }

  private readValue(): void {
    this.take(spaces);
    const next = this.text[this.at];
    if (next === '{') this.readItems('}', (keys: Set<string>) => this.readMember(keys));
    else if (next === '[') this.readItems(']', () => this.readValue());
    else if (next === '"') this.readString();
    else if (this.take(scalar) === '') this.refuse('A JSON value was expected.');
    this.take(spaces);
  }

  /** Reads what stands between brackets, separated by commas. */
  private readItems(end: '}' | ']', readItem: (keys: Set<string>) => void): void {
    if (this.path.length === maxDepth) this.refuse(`The body is nested deeper than ${maxDepth}.`);
    this.at += 1;
    this.take(spaces);
    if (this.skip(end)) return;
    const keys = new Set<string>();
    for (let index = 0; index === 0 || this.skip(','); index += 1) {
      this.path.push(index);
      readItem(keys);
      this.path.pop();
    }
    if (!this.skip(end)) this.refuse(`"," or "${end}" was expected.`);
  }

  private readMember(keys: Set<string>): void {
    this.path.pop();
    this.take(spaces);
    const start = this.at;
    const key = this.readString();
    this.path.push(key);
    if (keys.has(key)) this.refuse('The key is there twice.', start);
    if (key === '__proto__') this.refuse('The key "__proto__" is not accepted.', start);
    keys.add(key);
    this.take(spaces);
    if (!this.skip(':')) this.refuse('":" was expected.');
    this.readValue();
  }

  private readString(): string {
    const start = this.at;
    if (this.text[start] !== '"') this.refuse('A key in double quotes was expected.');
    const token = this.take(string);
    if (token === '')
      this.refuse('The string is not closed, or has a control character or an unknown escape in it.');
    const value = JSON.parse(token) as string;
    if (value.includes('\0')) this.refuse('The string has a NUL character in it.', start);
    if (/\p{Surrogate}/u.test(value)) this.refuse('The string has a lone surrogate in it.', start);
    return value;
  }

  /** What matches here, which is then behind us; empty if nothing does. */
  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const token = pattern.exec(this.text)?.[0] ?? '';
    this.at += token.length;
    return token;
  }

  private skip(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private refuse(fault: string, at = this.at): never {
    const lines = this.text.slice(0, at).split('\n');
    const where = `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
    const pointer = this.path
      .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join('');
    throw new DomainError('malformed-json', `${fault} (${where})`, [{ pointer, detail: fault }]);
  }
}
