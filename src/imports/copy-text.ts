/** The text format of COPY: a line for each row, tabs between its columns. */

const isSpecial = /[\\\t\n\r]/;
const special = /[\\\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

export type CopyValue = string | number | boolean | string[] | Buffer | null;

/** Some columns of a line. */
export function copyTexts(values: readonly CopyValue[]): string {
  let texts = copyText(values[0]!);
  for (let at = 1; at < values.length; at += 1) texts += `\t${copyText(values[at]!)}`;
  return texts;
}

function copyText(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  return Array.isArray(value) ? escaped(arrayText(value)) : String(value);
}

function escaped(text: string): string {
  return isSpecial.test(text) ? text.replace(special, (sign) => escapes[sign]!) : text;
}

/** An array literal of PostgreSQL. */
function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
