/**
 * Owns which cells a spreadsheet would run, and how they are kept from it (rule 2.7): an apostrophe before them makes a
 * text of them. As expressions of SQL, so that the database writes a million rows by itself.
 */

/** What a formula begins with, in every width that a spreadsheet takes. */
const triggers = '=+@\\-＝＋＠－﹦﹢﹫﹣−';

/** What spreadsheets and people overlook before it: white space, signs without width, and quotes. */
const overlooked =
  '\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u3000\\ufeff"\'`´‘’“”„«»‹›＂＇';

/**
 * What begins another cell for a spreadsheet that separates by something else than we do, or that takes a quote for an
 * ordinary sign.
 */
const separators = ',;\\t\\n\\r';

const beginning = `[${overlooked}]*[${triggers}]`;

/** A telephone number, which is left alone: `+49 (30) 12-34`. With these signs nothing can be said but numbers. */
const phone = `[ ]*\\+[ ]?[0-9(][0-9 ()./-]*`;

/** Looks the same to PostgreSQL and to JavaScript, but for lookbehind, which neither needs. */
const dangerous = `(^|[${separators}])(?=${beginning})(?!${phone}(?:[${separators}]|$))`;
const leadingControl = `^(?=[\\t\\n\\r])`;

/** The text as a literal of SQL: backslashes mean nothing but themselves, apart from code points. */
function literal(pattern: string): string {
  return `'${pattern.replaceAll("'", "''")}'`;
}

/** The cell as it is safe to write. */
function defused(cell: string): string {
  const inside = `regexp_replace(${cell}, ${literal(dangerous)}, '\\1''', 'g')`;
  return `regexp_replace(${inside}, ${literal(leadingControl)}, '''')`;
}

/**
 * Whether nothing in the row can begin a formula but at the beginning of a cell. It is found out once for all cells:
 * most rows of the world need no more than this.
 */
export function isPlainRow(cells: readonly string[]): string {
  return `concat_ws(E'\\x01', ${cells.join(', ')}) !~ ${literal(`[${separators}]${beginning}`)}`;
}

/** Whether a cell begins with a letter or a digit, by the bytes of its first character: that is all it takes. */
function beginsPlainly(cell: string): string {
  const between = (first: string, end: string) =>
    `${cell} COLLATE "C" >= E'${first}' AND ${cell} COLLATE "C" < E'${end}'`;
  const ranges = [
    ['0', ':'],
    ['A', '\\u0060'],
    ['a', '\\u007f'],
    ['\\u00c0', '\\u0600'],
  ] as const;
  return ranges.map(([first, end]) => `(${between(first, end)})`).join(' OR ');
}

/** The cell as it is written, in a row of which `isPlain` says that it is plain inside. */
export function safeCell(cell: string, isPlain: string): string {
  return `CASE WHEN ${isPlain} AND (${beginsPlainly(cell)}) THEN ${cell} ELSE ${defused(cell)} END`;
}

/** The same for telephone numbers, several of them with commas between: nearly all look like what they are. */
export function safePhones(cell: string): string {
  const list = `^\\+?[0-9][0-9 ()./-]*(, \\+?[0-9][0-9 ()./-]*)*$`;
  return `CASE WHEN ${cell} ~ ${literal(list)} THEN ${cell} ELSE ${defused(cell)} END`;
}
