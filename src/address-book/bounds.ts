/** How much an address book holds: enough for people, and little enough that a book is read in milliseconds. */
export const bounds = {
  /** Single entries of one book; in a user's book a contact with another name counts as well. */
  entries: 10_000,
  contactGroups: 200,
  contactsInGroup: 1_000,
} as const;
