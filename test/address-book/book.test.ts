/** Random address books against an oracle that looks at everything: every way of finding the rows finds the same. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contactIdOf, nameKeyOf } from '../../src/address-book/contact.js';
import { BookStore, type BookRow, type BookSizes } from '../../src/address-book/book.store.js';
import { searchFor } from '../../src/address-book/search.js';
import { newId } from '../../src/core/ids.js';
import { createDatabase, type Database } from '../../src/db/database.js';
import { createPool, createPrisma } from '../../src/db/pool.js';
import { foldName } from '../../src/names/index.js';
import { searchText } from '../../src/users/search-text.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { bookOf, isFoundBy, keyOf, type Entry, type Person, type Row, type World } from './book-oracle.js';

let testDatabase: TestDatabase;
let db: Database;
let ungrouped: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const pool = createPool(testDatabase.url);
  db = createDatabase(createPrisma(pool), pool);
  ungrouped = (await db.prisma.group.findFirstOrThrow({ where: { kind: 'ungrouped' } })).id;
});
afterAll(async () => {
  await db.prisma.$disconnect();
  await db.pool.end();
  await testDatabase.drop();
});

const names = ['Anna', 'anna', 'Ännchen', 'Ёлка', 'елка', 'b', 'Bertram', 'guest', 'user1', 'x@corp', '%_\\'];
const callStrings = ['moore@guest.example', '#sip:100', 'anna@other.example', '\\c\\weekly'];
const groupIds = ['1', '2', '3', '4'].map((digit) => `00000000-0000-7000-9000-00000000000${digit}`);
const searches = [
  'a',
  'an',
  'ann',
  'anna',
  'ё',
  'лка',
  'user',
  'r1',
  'r1@',
  'r1@corp.ex',
  '@corp.example',
].concat(['guest', '#si', 'sip', '100', '\\c\\', 'al', 'ali', '%', '_', '%_\\', 'other', 'corp']);

const name = fc.constantFrom(...names);
const maybeName = fc.option(name, { nil: null });
const place = fc.nat({ max: 9 });

const draft = fc.record({
  people: fc.array(fc.record({ displayName: name, groups: fc.subarray([0, 1, 2, 3]) }), {
    minLength: 2,
    maxLength: 8,
  }),
  shown: fc.uniqueArray(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })), { selector: String, maxLength: 8 }),
  groupEntries: fc.array(fc.tuple(fc.nat({ max: 4 }), place, maybeName), { maxLength: 8 }),
  ownEntries: fc.array(fc.tuple(place, place, maybeName, fc.boolean(), fc.boolean()), { maxLength: 8 }),
  contactGroups: fc.array(fc.tuple(place, fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])), { maxLength: 3 }),
  aliases: fc.array(place, { maxLength: 3 }),
  limit: fc.integer({ min: 1, max: 4 }),
});

type Draft = typeof draft extends fc.Arbitrary<infer Value> ? Value : never;

/** The world that the draft describes; what the database would refuse is left out. */
function worldOf(plan: Draft): World {
  const people = plan.people.map(({ displayName, groups }, at): Person => {
    return { id: newId(), login: `user${at}`, displayName, groups: groups.map((group) => groupIds[group]!) };
  });
  const books = [...groupIds, ungrouped];
  const contacts = [
    ...people.map(({ id }) => ({ contactId: id, callString: null })),
    ...callStrings.map((callString) => ({ contactId: contactIdOf(foldName(callString)), callString })),
  ];
  const contact = (at: number) => contacts[at % contacts.length]!;
  const named = (at: number, displayName: string | null) => displayName ?? contact(at).callString;
  const groupEntries = plan.groupEntries.map(([book, at, displayName]): Entry => {
    const name = named(at, displayName);
    return { book: books[book]!, ...contact(at), displayName: name, isGiven: false, isAdded: false };
  });
  const ownEntries = plan.ownEntries.map(([owner, at, displayName, isGiven, isAdded]): Entry => {
    const book = people[owner % people.length]!.id;
    return { book, ...contact(at), displayName: named(at, displayName), isGiven, isAdded };
  });
  const targets = [...people.map(({ login }) => login), ...callStrings.map(foldName)];
  return {
    people,
    ungrouped,
    shown: plan.shown.map(([book, group]) => ({ book: books[book]!, group: books[group]! })),
    groupEntries: distinct(groupEntries),
    ownEntries: distinct(ownEntries).filter(
      (entry) =>
        entry.contactId !== entry.book && (entry.isGiven || entry.isAdded || entry.displayName !== null),
    ),
    contactGroups: plan.contactGroups.map(([owner, ats]) => ({
      id: newId(),
      owner: people[owner % people.length]!.id,
      contacts: [...new Set(ats.map((at) => contact(at).contactId))],
    })),
    aliases: plan.aliases.map((at, index) => ({
      alias: `ali${index}`,
      target: targets[at % targets.length]!,
    })),
  };
}

function distinct(entries: Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [`${entry.book} ${entry.contactId}`, entry])).values()];
}

async function store(world: World): Promise<void> {
  const { prisma } = db;
  await prisma.$executeRaw`TRUNCATE users, aliases, shown_groups, group_book_entries CASCADE`;
  await prisma.group.deleteMany({ where: { kind: 'custom' } });
  await prisma.group.createMany({ data: groupIds.map((id) => ({ id, name: id, nameKey: id })) });
  await prisma.user.createMany({
    data: world.people.map(({ id, login, displayName }) => {
      const look = { login, loginKey: login, loginSkeleton: login, loginScript: 'latin' };
      // Other lines that a search must not look at.
      return {
        id,
        ...look,
        displayName,
        searchText: searchText([login, displayName, 'ali', 'x@guest.example']),
      };
    }),
  });
  const memberships = world.people.flatMap(({ id: userId, groups }) =>
    groups.map((groupId) => ({ userId, groupId })),
  );
  await prisma.membership.createMany({ data: memberships });
  const shown = world.shown.map(({ book: groupId, group: shownGroupId }) => ({ groupId, shownGroupId }));
  await prisma.shownGroup.createMany({ data: shown });
  const groupEntries = world.groupEntries.map((entry) => ({ groupId: entry.book, ...columns(entry) }));
  await prisma.groupBookEntry.createMany({ data: groupEntries });
  await prisma.addressBookEntry.createMany({
    data: world.ownEntries.map((entry) => {
      const flags = { isGivenByAdministrator: entry.isGiven, isAddedByUser: entry.isAdded };
      return { ownerId: entry.book, ...columns(entry), ...flags };
    }),
  });
  for (const { id, owner: ownerId, contacts } of world.contactGroups) {
    await prisma.contactGroup.create({ data: { id, ownerId, name: id, nameKey: id } });
    const data = contacts.map((contactId) => ({ contactGroupId: id, contactId }));
    await prisma.contactGroupContact.createMany({ data });
  }
  await prisma.alias.createMany({
    data: world.aliases.map(({ alias, target }) => {
      const found = { aliasKey: alias, targetKey: target, searchText: `\n${alias}\n${target}` };
      return { id: newId(), alias, callString: target, ...found };
    }),
  });
}

function columns({ contactId, callString, displayName }: Entry) {
  const contactUserId = callString === null ? contactId : null;
  const callKey = callString === null ? null : foldName(callString);
  const nameKey = displayName === null ? '' : nameKeyOf(displayName);
  return { contactId, contactUserId, callString, callKey, displayName, nameKey };
}

/** What the oracle knows of a row. */
function known(row: BookRow): Row {
  const { contactId, displayName, isGivenByAdministrator, isAddedByUser } = row;
  const groups = row.groups.map((group) => group.id).sort();
  const contactGroups = [...row.contactGroups].sort();
  return { contactId, displayName, groups, isGivenByAdministrator, isAddedByUser, contactGroups };
}

/** All pages, one after the other. */
async function pages(
  books: BookStore,
  filter: Parameters<BookStore['list']>[0],
  limit: number,
): Promise<Row[]> {
  const rows: BookRow[] = [];
  for (let after: string[] | null = null; ;) {
    const page = await books.list(filter, { after, limit });
    rows.push(...page);
    if (page.length < limit) return rows.map(known);
    after = [page.at(-1)!.nameKey, page.at(-1)!.contactId];
  }
}

const usual = undefined;
const tiny: BookSizes = { few: 1, glance: 2, manyGroups: 1 };
const sizes: [string, BookSizes | undefined][] = [
  ['the usual sizes', usual],
  ['ways that end soon', tiny],
];

describe.each(sizes)('a book, with %s', (_, size) => {
  it('rules 6.1, 6.3, 6.5: has what the rules say, each once, in pages that make the whole, and finds the same', async () => {
    const property = fc.asyncProperty(
      draft,
      fc.shuffledSubarray(searches, { maxLength: 5 }),
      async (plan, qs) => {
        const world = worldOf(plan);
        await store(world);
        const books = new BookStore(db, size);
        for (const owner of world.people) {
          const filter = { ownerId: owner.id };
          const whole = bookOf(world, owner);
          expect(await pages(books, filter, 500)).toEqual(whole);
          expect(await pages(books, filter, plan.limit)).toEqual(whole);
          expect(await books.count(filter)).toBe(whole.length);
          for (const q of qs) {
            const search = searchFor(q, 'corp.example')!;
            const found = whole.filter((row) => isFoundBy(world, row, q));
            const answer = await pages(books, { ...filter, search }, plan.limit);
            expect({ q, rows: answer }).toEqual({ q, rows: found });
            expect(await books.count({ ...filter, search })).toBe(found.length);
          }
          for (const group of world.contactGroups) {
            const inside = group.owner === owner.id ? whole.filter(isIn(group.contacts)) : [];
            expect(await pages(books, { ...filter, contactGroupId: group.id }, plan.limit)).toEqual(inside);
          }
          for (const { id } of world.people) {
            expect(await pages(books, { ...filter, contactId: id }, 2)).toEqual(whole.filter(isIn([id])));
          }
        }
      },
    );
    await fc.assert(property, { numRuns: 40 });
  }, 240_000);
});

const isIn = (contacts: string[]) => (row: Row) => contacts.includes(row.contactId);

it('sorts by what the database sorts by', async () => {
  const people = names.map((displayName, at): Person => ({
    id: newId(),
    login: `user${at}`,
    displayName,
    groups: [],
  }));
  const shown = [{ book: ungrouped, group: ungrouped }];
  const none = { groupEntries: [], ownEntries: [], contactGroups: [], aliases: [] };
  await store({ people, ungrouped, shown, ...none });
  const rows = await new BookStore(db).list({ ownerId: people[0]!.id }, { after: null, limit: 500 });
  expect(rows.map((row) => row.nameKey)).toEqual(rows.map(keyOf));
});
