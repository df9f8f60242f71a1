import { Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { Contact } from './contact.js';
import { columnsOf, named } from './entries.store.js';

/** A group as far as its being shown matters. */
export interface ShownGroupRow {
  id: string;
  kind: string;
  name: string;
}

/** A single contact in the book of a group. */
export interface GroupEntryRow {
  contactId: string;
  nameKey: string;
  displayName: string;
  /** Of whoever has an account here; null for the rest. */
  login: string | null;
  active: boolean | null;
  ownName: string | null;
  /** Of whoever has none. */
  pickupId: string | null;
  callString: string | null;
}

export class GroupBooksStore {
  constructor(private readonly db: Database) {}

  /** Lets one at a time change the book; false when the group is gone. Others may point to the group meanwhile. */
  async lockBook(tx: Transaction, groupId: string): Promise<boolean> {
    const rows = await tx.$queryRaw<object[]>`
      SELECT 1 FROM groups WHERE id = ${groupId}::uuid FOR NO KEY UPDATE`;
    return rows.length > 0;
  }

  /** IDs of the groups that the book shows, in the order of their names. */
  async shown(groupId: string, tx: Transaction = this.db.prisma): Promise<string[]> {
    const rows = await tx.shownGroup.findMany({ where: { groupId }, orderBy: { shown: { nameKey: 'asc' } } });
    return rows.map((row) => row.shownGroupId);
  }

  /** The groups, kept from being deleted until the transaction ends. */
  async holdGroups(tx: Transaction, ids: readonly string[]): Promise<ShownGroupRow[]> {
    return tx.$queryRaw<ShownGroupRow[]>`
      SELECT id, kind, name FROM groups WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR KEY SHARE`;
  }

  async show(tx: Transaction, groupId: string, ids: readonly string[]): Promise<void> {
    await tx.shownGroup.createMany({ data: ids.map((shownGroupId) => ({ groupId, shownGroupId })) });
  }

  async hide(tx: Transaction, groupId: string, ids: readonly string[]): Promise<void> {
    await tx.shownGroup.deleteMany({ where: { groupId, shownGroupId: { in: [...ids] } } });
  }

  /** In the order of the names shown; one row more than asked for, to learn whether there is a next page. */
  async list(groupId: string, { after, limit }: PageRequest): Promise<GroupEntryRow[]> {
    const behind =
      after === null
        ? Prisma.empty
        : Prisma.sql`AND (e.name_key, e.contact_id) > (${after[0]}::text COLLATE "C", ${after[1]}::uuid)`;
    return this.db.prisma.$queryRaw<GroupEntryRow[]>`
      ${entriesOf(groupId)} ${behind} ORDER BY e.name_key, e.contact_id LIMIT ${limit + 1}`;
  }

  async find(tx: Transaction, groupId: string, contactId: string): Promise<GroupEntryRow | null> {
    const rows = await tx.$queryRaw<GroupEntryRow[]>`
      ${entriesOf(groupId)} AND e.contact_id = ${contactId}::uuid`;
    return rows[0] ?? null;
  }

  async count(groupId: string, tx: Transaction = this.db.prisma): Promise<number> {
    return tx.groupBookEntry.count({ where: { groupId } });
  }

  async create(
    tx: Transaction,
    groupId: string,
    contact: Contact,
    displayName: string | null,
  ): Promise<void> {
    const data = { ...columnsOf(contact), ...named({ displayName }), groupId };
    await tx.groupBookEntry.create({ data });
  }

  async delete(tx: Transaction, groupId: string, contactId: string): Promise<void> {
    await tx.groupBookEntry.delete({ where: { contactId_groupId: { contactId, groupId } } });
  }
}

/** The administrator sees an entry that rests as well: of a group that has no ID to be called by it has none. */
function entriesOf(groupId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT e.contact_id AS "contactId", e.name_key AS "nameKey", coalesce(e.display_name, u.display_name) AS "displayName",
      u.login, u.active, u.display_name AS "ownName", p.call_pickup_id AS "pickupId", e.call_string AS "callString"
    FROM group_book_entries e
    LEFT JOIN users u ON u.id = e.contact_user_id
    LEFT JOIN groups p ON p.id = e.pickup_group_id
    WHERE e.group_id = ${groupId}::uuid`;
}
