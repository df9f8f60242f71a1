/** What is in somebody's address book by the rules (6.1, 6.3, 6.5), found the plain way: by looking at everything. */
import { foldName } from '../../src/names/index.js';
import { foldForSearch } from '../../src/users/search-text.js';

export interface Person {
  id: string;
  login: string;
  displayName: string;
  groups: string[];
}

export interface Entry {
  /** The group or user whose book it is in. */
  book: string;
  contactId: string;
  /** Null for a person here. */
  callString: string | null;
  displayName: string | null;
  isGiven: boolean;
  isAdded: boolean;
}

export interface World {
  people: Person[];
  ungrouped: string;
  /** Which groups the book of a group shows. */
  shown: { book: string; group: string }[];
  groupEntries: Entry[];
  ownEntries: Entry[];
  contactGroups: { id: string; owner: string; contacts: string[] }[];
  aliases: { alias: string; target: string }[];
}

export interface Row {
  contactId: string;
  displayName: string;
  groups: string[];
  isGivenByAdministrator: boolean;
  isAddedByUser: boolean;
  contactGroups: string[];
}

const groupsOf = ({ groups }: Person, ungrouped: string) => (groups.length > 0 ? groups : [ungrouped]);

/** Everything in the book of the owner, in order. */
export function bookOf(world: World, owner: Person): Row[] {
  const books = groupsOf(owner, world.ungrouped);
  const reasons = new Map<string, Set<string>>();
  const because = (contact: string, book: string) => {
    if (contact === owner.id) return;
    reasons.set(contact, (reasons.get(contact) ?? new Set()).add(book));
  };
  for (const { book, group } of world.shown) {
    if (!books.includes(book)) continue;
    for (const person of world.people) {
      if (groupsOf(person, world.ungrouped).includes(group)) because(person.id, book);
    }
  }
  for (const { book, contactId } of world.groupEntries) if (books.includes(book)) because(contactId, book);
  const own = world.ownEntries.filter((entry) => entry.book === owner.id);
  const single = own.filter((entry) => entry.isGiven || entry.isAdded).map((entry) => entry.contactId);
  const contacts = new Set([...reasons.keys(), ...single]);
  const rows = [...contacts].map((contactId): Row => {
    const mine = own.find((entry) => entry.contactId === contactId);
    return {
      contactId,
      displayName: nameOf(world, books, contactId, mine),
      groups: [...(reasons.get(contactId) ?? [])].sort(),
      isGivenByAdministrator: mine?.isGiven ?? false,
      isAddedByUser: mine?.isAdded ?? false,
      contactGroups: world.contactGroups
        .filter((group) => group.owner === owner.id && group.contacts.includes(contactId))
        .map((group) => group.id)
        .sort(),
    };
  });
  return rows.sort(inOrder);
}

function nameOf(world: World, books: string[], contactId: string, mine: Entry | undefined): string {
  const person = world.people.find((one) => one.id === contactId);
  if (mine !== undefined) return mine.displayName ?? person!.displayName;
  const named = world.groupEntries
    .filter(
      (entry) => entry.contactId === contactId && books.includes(entry.book) && entry.displayName !== null,
    )
    .sort((one, other) => (one.book < other.book ? -1 : 1));
  return named[0]?.displayName ?? person!.displayName;
}

export const keyOf = ({ displayName }: { displayName: string }) =>
  [...foldForSearch(displayName)].slice(0, 200).join('');

function inOrder(one: Row, other: Row): number {
  const byName = Buffer.compare(Buffer.from(keyOf(one)), Buffer.from(keyOf(other)));
  return byName !== 0 ? byName : one.contactId < other.contactId ? -1 : 1;
}

/** Whether somebody who searches for `q` finds the row. */
export function isFoundBy(world: World, { contactId, displayName }: Row, q: string): boolean {
  const person = world.people.find((one) => one.id === contactId);
  const entries = [...world.ownEntries, ...world.groupEntries];
  const callString = entries.find((entry) => entry.contactId === contactId)?.callString ?? null;
  const key = person === undefined ? foldName(callString!) : foldName(person.login);
  const aliases = world.aliases.filter((alias) => alias.target === key).map((alias) => alias.alias);
  const called =
    person === undefined
      ? foldName(callString!)
      : foldForSearch(person.login) + (q.includes('@') ? '@corp.example' : '');
  return [foldForSearch(displayName), called, ...aliases].some((field) => hasPart(field, foldForSearch(q)));
}

function hasPart(field: string, part: string): boolean {
  return [...part].length >= 3 ? field.includes(part) : field.startsWith(part);
}
