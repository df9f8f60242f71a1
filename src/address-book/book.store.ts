import { Prisma } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';
import { bookStreams, countsFirst, type BookFilter, type Part, type Way } from './book-streams.store.js';

/** One row of somebody's book. */
export interface BookRow {
  contactId: string;
  /** The name shown, folded: what the book is sorted by. */
  nameKey: string;
  displayName: string;
  /** Of whoever has an account here; null for the rest. */
  login: string | null;
  active: boolean | null;
  ownName: string | null;
  /** Of whoever has none. */
  callString: string | null;
  /** Of a group that is called as a whole. */
  pickupId: string | null;
  isGivenByAdministrator: boolean;
  isAddedByUser: boolean;
  /** Whether it has a name of its own in this book. */
  isRenamed: boolean;
  /** The groups of the owner whose books show it, in the order of their names. */
  groups: { id: string; name: string }[];
  /** IDs of the owner's contact groups that it is in. */
  contactGroups: string[];
}

export interface BookPage {
  /** `nameKey` and `contactId` of the last row of the page before. */
  after: readonly string[] | null;
  limit: number;
}

const beginning = ['', '00000000-0000-0000-0000-000000000000'];

/** A row, or none: whether something was left out is told by every answer. */
type FoundRow = { isCut: boolean } & (BookRow | { contactId: null });

/** Where one way of looking for people ends and another begins: measured in bench/address-book.mjs. */
export interface BookSizes {
  /** So many users who match are looked at one by one without trying another way. */
  few: number;
  /** So many people are looked at in a glance, shared by the groups. */
  glance: number;
  /** With more shown groups than these, it pays to find out first how far a page can reach. */
  manyGroups: number;
}

const usualSizes: BookSizes = { few: 2_000, glance: 2_000, manyGroups: 8 };

export class BookStore {
  constructor(
    private readonly db: Database,
    private readonly sizes: BookSizes = usualSizes,
  ) {}

  /** The page in order, all from one snapshot. */
  async list(filter: BookFilter, page: BookPage, tx: Transaction = this.db.prisma): Promise<BookRow[]> {
    const part = { after: page.after ?? beginning, limit: page.limit };
    const read = async (way: Way) => this.read(filter, way, part, tx);
    const { search } = filter;
    if (isNarrow(filter)) return (await read(everybody)).rows;
    if (search === undefined) return (await read(this.walk)).rows;
    // What few users match is found by looking at all of these; what many match is soon met along the book, unless
    // names that match stand together somewhere else.
    const few = await read({ kind: 'among', most: this.sizes.few });
    if (!few.isCut) return few.rows;
    const glance = await read({ kind: 'glance', size: this.sizes.glance });
    if (!glance.isCut || glance.rows.length === page.limit) return glance.rows;
    return (await read(everybody)).rows;
  }

  async count(filter: BookFilter): Promise<number> {
    const way = isNarrow(filter) || filter.search !== undefined ? everybody : this.walk;
    const streams = bookStreams(filter, way, { after: beginning, limit: null });
    const rows = await this.db.prisma.$queryRaw<{ count: bigint }[]>`
      WITH ${streams} SELECT count(*) FROM page`;
    return Number(rows[0]!.count);
  }

  private get walk(): Way {
    return { kind: 'walk', manyGroups: this.sizes.manyGroups };
  }

  private async read(filter: BookFilter, way: Way, part: Part, tx: Transaction): Promise<Reading> {
    const found = await tx.$queryRaw<FoundRow[]>`
      WITH ${bookStreams(filter, way, part)} ${details(filter.ownerId)}`;
    const rows = found.filter((row) => row.contactId !== null);
    return { isCut: found[0]!.isCut, rows: rows.map(({ isCut: _, ...row }) => row) };
  }
}

interface Reading {
  rows: BookRow[];
  isCut: boolean;
}

const everybody: Way = { kind: 'among', most: null };

/** Whether it is a few contacts that are asked for by name, which other conditions find. */
function isNarrow({ contactId, contactGroupId }: BookFilter): boolean {
  return contactId !== undefined || contactGroupId !== undefined;
}

/** What the API says of each row of `page`. */
function details(ownerId: string): Prisma.Sql {
  const owner = Prisma.sql`${ownerId}::uuid`;
  return Prisma.sql`
    , origins AS (${origins}), arranged AS (
      SELECT c.contact_id, array_agg(o.id::text ORDER BY o.name_key) AS contact_groups
      FROM contact_groups o JOIN contact_group_contacts c ON c.contact_group_id = o.id
      WHERE o.owner_id = ${owner} AND c.contact_id IN (SELECT contact_id FROM page) GROUP BY c.contact_id)
    SELECT EXISTS (SELECT FROM cut) AS "isCut", p.contact_id AS "contactId", p.name_key AS "nameKey",
      u.login, u.active, u.display_name AS "ownName",
      coalesce(e.call_string, g.call_string) AS "callString", called.call_pickup_id AS "pickupId",
      coalesce(e.display_name, CASE WHEN e.contact_id IS NULL THEN g.display_name END, u.display_name) AS "displayName",
      coalesce(e.is_given_by_administrator, FALSE) AS "isGivenByAdministrator",
      coalesce(e.is_added_by_user, FALSE) AS "isAddedByUser",
      e.display_name IS NOT NULL AS "isRenamed",
      coalesce(origin.groups, '[]') AS groups, coalesce(a.contact_groups, '{}') AS "contactGroups"
    FROM (VALUES (1)) always(here) LEFT JOIN page p ON TRUE
    LEFT JOIN address_book_entries e ON e.owner_id = ${owner} AND e.contact_id = p.contact_id
    LEFT JOIN LATERAL (
      SELECT o.call_string, o.display_name FROM group_book_entries o
      WHERE o.contact_id = p.contact_id AND o.group_id IN (SELECT id FROM book_groups)
      ORDER BY ${countsFirst} LIMIT 1) g ON TRUE
    LEFT JOIN users u ON u.id = p.contact_id
    LEFT JOIN groups called ON called.id = p.contact_id
    LEFT JOIN (
      SELECT contact_id, json_agg(json_build_object('id', b.id, 'name', b.name) ORDER BY b.name_key) AS groups
      FROM origins JOIN book_groups b ON b.id = group_id GROUP BY contact_id) origin ON origin.contact_id = p.contact_id
    LEFT JOIN arranged a ON a.contact_id = p.contact_id
    ORDER BY p.name_key, p.contact_id`;
}

/** The groups of the owner whose books hold a contact of the page, or show a group that it is in. */
const origins = Prisma.sql`
  SELECT p.contact_id, o.group_id FROM page p JOIN group_book_entries o ON o.contact_id = p.contact_id
  WHERE o.group_id IN (SELECT id FROM book_groups)
  UNION
  SELECT p.contact_id, s.group_id FROM page p JOIN memberships m ON m.user_id = p.contact_id JOIN showing s ON s.id = m.group_id
  UNION
  SELECT p.contact_id, s.group_id FROM page p JOIN users u ON u.id = p.contact_id JOIN showing s ON s.kind = 'ungrouped'
  WHERE NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = p.contact_id)`;
