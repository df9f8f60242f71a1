/**
 * tsoa compares a value with the words that are allowed as texts: `["grant"]` passes for `grant`, the text `null` for
 * null, and an object whose `toString` is no function ends in a TypeError. Importing this compares by type, too.
 */
import { ValidationService } from '@tsoa/runtime';

const compareAsTexts = Reflect.get(ValidationService.prototype, 'validateEnum');

/** Its text is no word of any schema. */
const noMember = Symbol('another type');

ValidationService.prototype.validateEnum = function (name, value, fieldErrors, members = [], parent) {
  const typed = (members as unknown[]).includes(value) ? value : noMember;
  return compareAsTexts.call(this, name, typed, fieldErrors, members, parent);
};
