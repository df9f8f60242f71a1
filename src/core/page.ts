/** Keyset paging: a page is asked for by the keys of the last row seen, so depth costs nothing. */
import { DomainError } from './errors.js';
import { isUuid } from './ids.js';

export const defaultLimit = 50;

export interface PageRequest {
  /** How many items at most, 1 to 500. */
  limit: number;
  /** The sort keys of the last item of the page before, or null for the first page. */
  after: readonly string[] | null;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
  total?: number;
}

/** An opaque cursor: the order it belongs to and the keys of the last item. */
export function encodeCursor(order: string, keys: readonly string[]): string {
  return Buffer.from(JSON.stringify([order, ...keys])).toString('base64url');
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** What a sort key is. A cursor comes from outside: what the database could not read as that is refused here. */
export type SortKey = 'text' | 'id' | 'time' | 'number';

const isKey: Record<SortKey, (key: string) => boolean> = {
  text: (key) => !key.includes('\0'),
  id: isUuid,
  number: (key) => /^\d{1,9}$/.test(key),
  time: (key) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(key) && Number.isFinite(Date.parse(key)),
};

/** Reads a cursor back; throws `invalid-cursor` for one that is foreign, or made for another order. */
export function decodeCursor(cursor: string, order: string, sortKeys: readonly SortKey[]): readonly string[] {
  const parts = decode(cursor);
  const [madeFor, ...keys] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const fits =
    madeFor === order &&
    keys.length === sortKeys.length &&
    sortKeys.every((kind, at) => typeof keys[at] === 'string' && isKey[kind](keys[at]));
  if (!fits) throw new DomainError('invalid-cursor', 'This cursor does not belong to this list.');
  return keys as string[];
}

export interface PageQuery {
  limit?: number;
  cursor?: string;
}

/** What a list operation was asked for, with the default page size filled in. */
export function pageRequest(query: PageQuery, order: string, sortKeys: readonly SortKey[]): PageRequest {
  return {
    limit: query.limit ?? defaultLimit,
    after: query.cursor === undefined ? null : decodeCursor(query.cursor, order, sortKeys),
  };
}

/** Cuts the one row too many that was read to learn whether there is a next page. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  item: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(item), nextCursor: more ? cursorOf(last) : null };
}
