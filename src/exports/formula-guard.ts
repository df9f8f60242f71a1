/**
 * Owns which cells a spreadsheet would run, and how they are kept from it (rule 2.7): an apostrophe before them makes a
 * text of them. As expressions of SQL, so that the database writes a million rows by itself.
 */

/** What a formula begins with, in every width that a spreadsheet takes. */
const triggers = '=+@\\-＝＋＠－﹦﹢﹫﹣−';

/** What spreadsheets and people overlook before it: white space, signs without width, and quotes. */
const overlooked =
  '\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u3000\\ufeff"\'´‘’“”„«»‹›＂＇';

/**
 * What begins another cell for a spreadsheet that separates by something else than we do, or that takes a quote for an
 * ordinary sign.
 */
const separators = ',;\\t\\n\\r';

/** A telephone number, which is left alone: `+49 (30) 12-34`. Nothing can be said with its signs but numbers. */
const phone = `[ ]*\\+[ ]?[0-9(][0-9 ()./\\-]*`;

const dangerous = `(^|[${separators}])(?=[${overlooked}]*[${triggers}])(?!${phone}(?:[${separators}]|$))`;
const leadingControl = `^(?=[\\t\\n\\r])`;

/** The pattern as a literal of SQL: backslashes mean nothing there. */
function literal(pattern: string): string {
  return `'${pattern.replaceAll("'", "''")}'`;
}

/** The cell as it is safe to write. */
export function defused(cell: string): string {
  const inside = `regexp_replace(${cell}, ${literal(dangerous)}, '\\1''', 'g')`;
  return `regexp_replace(${inside}, ${literal(leadingControl)}, '''')`;
}

/**
 * The IDs of the users who have something to defuse, and perhaps of a few more. An index of the database has them, made
 * when they were written, with this very condition.
 */
export const suspects = `SELECT id FROM users WHERE may_run_in_spreadsheet(
  mobile_phones || work_phones || home_phones || other_phones,
  login, display_name, first_name, middle_name, last_name, email, company, branch, department,
  job_title, manager, address, sip_number)`;
