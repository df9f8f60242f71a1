/** Finding people in the database by what is searched for (rule 2.6). */
import { Prisma } from '../../generated/prisma/client.js';
import { searchPattern } from './search-text.js';

/** Whether all letters are such that every database knows them. */
export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** The condition on `users` that `q` is found (rule 2.6), for rows at hand. */
export function isMatch(q: string): Prisma.Sql {
  return Prisma.sql`search_text LIKE ${searchPattern(q)}`;
}

/** The same, to be looked up. */
export function isFound(q: string): Prisma.Sql {
  return isFoundBy(searchPattern(q));
}

/**
 * That the searched text is like a pattern of folded text, to be looked up. Where the database knows the letters of ASCII
 * only, as the embedded one does, trigrams have no others: whatever has more is looked for by the Latin letters that stand
 * for them, and then looked at.
 */
export function isFoundBy(pattern: string): Prisma.Sql {
  const matches = Prisma.sql`search_text LIKE ${pattern}`;
  if (isAscii(pattern)) return matches;
  return Prisma.sql`${matches} AND octet_length(search_text) > char_length(search_text)
    AND in_latin_letters(search_text) LIKE in_latin_letters(${pattern})`;
}

/** The searched fields that can be hidden from somebody; login and display name never are. */
export type SearchedField = 'firstName' | 'lastName' | 'email';

const hasFirst = Prisma.sql`(coalesce(first_name, '') <> '')::int`;
const hasLast = Prisma.sql`(coalesce(last_name, '') <> '')::int`;

/** Where each field stands in the lines of `search_text`, which leaves out what is empty (src/users/search-text.ts). */
const place: Record<SearchedField | 'displayName', Prisma.Sql> = {
  displayName: Prisma.sql`3`,
  firstName: Prisma.sql`4`,
  lastName: Prisma.sql`4 + ${hasFirst}`,
  email: Prisma.sql`4 + ${hasFirst} + ${hasLast}`,
};

const isThere: Record<SearchedField, Prisma.Sql> = {
  firstName: Prisma.sql`coalesce(first_name, '') <> ''`,
  lastName: Prisma.sql`coalesce(last_name, '') <> ''`,
  email: Prisma.sql`TRUE`,
};

function line(number: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`E'\\n' || split_part(search_text, E'\\n', ${number})`;
}

/** The condition on `users` that somebody is found by `q` in the login, the display name or one of the visible fields. */
export function searchCondition(q: string, visible: ReadonlySet<SearchedField>): Prisma.Sql {
  const pattern = searchPattern(q);
  const found = isFound(q);
  const all = Object.keys(isThere) as SearchedField[];
  const fields = all.filter((field) => visible.has(field));
  if (fields.length === all.length) return found;
  const lines = fields.map(
    (field) => Prisma.sql`CASE WHEN ${isThere[field]} THEN ${line(place[field])} ELSE '' END`,
  );
  const text = Prisma.join([line(Prisma.sql`2`), line(place.displayName), ...lines], ' || ');
  // The first condition is what the index can answer; the second one looks at what may be looked at.
  return Prisma.sql`${found} AND ${text} LIKE ${pattern}`;
}
