/** Owns whom a call string puts into an address book (rules 5.4, 6.3): somebody here by who they are, anybody else by it. */
import { isNobodyHere, printCallString, readCallString, type CallString } from '../core/call-string.js';
import { DomainError, type ErrorCode } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import type { Transaction } from '../db/database.js';
import { foldName } from '../names/index.js';
import { contactIdOf, type Contact } from './contact.js';
import type { ContactsStore } from './contacts.store.js';

export class Contacts {
  constructor(
    private readonly store: ContactsStore,
    private readonly serverName: string,
  ) {}

  /**
   * The contact, kept from being deleted until the transaction ends. Throws `invalid-call-string`, `alias-as-contact` or
   * `contact-unknown`.
   */
  async identify(tx: Transaction, text: string): Promise<Contact> {
    if (isUuid(text)) return this.requireUser(tx, text);
    const call = readCallString(text, this.serverName);
    if (call === null) throw refusal('invalid-call-string', `${JSON.stringify(text)} cannot be dialled.`);
    if (call.kind === 'name') return this.requireNamed(tx, call.name);
    if (isNobodyHere(call, this.serverName)) throw unknown(text);
    return elsewhere(call);
  }

  /** Keeps the user or the group of this ID, if there is one, from being deleted until the transaction ends. */
  async hold(tx: Transaction, contactId: string): Promise<void> {
    await this.store.hold(tx, contactId);
  }

  private async requireUser(tx: Transaction, text: string): Promise<Contact> {
    const id = text.toLowerCase();
    if ((await this.store.hold(tx, id)) !== 'user') throw unknown(text);
    return userContact(id);
  }

  private async requireNamed(tx: Transaction, name: string): Promise<Contact> {
    const owner = await this.store.findOwner(tx, foldName(name));
    // Rule 5.4: aliases are for calling.
    if (owner?.kind === 'alias') throw refusal('alias-as-contact', `${JSON.stringify(name)} is an alias.`);
    if (owner?.kind === 'login') return this.requireUser(tx, owner.userId);
    if (owner === null || (await this.store.hold(tx, owner.groupId)) !== 'group') throw unknown(name);
    return pickupContact(owner.groupId, owner.groupName);
  }
}

function userContact(id: string): Contact {
  return { id, userId: id, pickupGroupId: null, callString: null, callKey: null, defaultName: '' };
}

function pickupContact(id: string, defaultName: string): Contact {
  return { id, userId: null, pickupGroupId: id, callString: null, callKey: null, defaultName };
}

function elsewhere(call: CallString): Contact {
  const callString = printCallString(call);
  const callKey = foldName(callString);
  const id = contactIdOf(callKey);
  return { id, userId: null, pickupGroupId: null, callString, callKey, defaultName: callString };
}

function unknown(text: string): DomainError {
  return refusal('contact-unknown', `Nobody here is called ${JSON.stringify(text)}.`);
}

function refusal(code: ErrorCode, detail: string): DomainError {
  return new DomainError(code, detail, [{ pointer: '/callString', detail }]);
}
