/** Values whose JSON text is written already: making an object only to take it apart again is half the cost of an answer. */

const texts = new WeakMap<object, string>();

/** Stands for the value that the text describes, where nothing is left to do but to send it. */
export function fromJsonText<Value extends object>(text: string): Value {
  const stand = { toJSON: () => JSON.parse(text) as Value };
  texts.set(stand, text);
  return stand as unknown as Value;
}

/** The text that the value stands for, or null for an ordinary value. */
export function writtenTextOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null ? (texts.get(value) ?? null) : null;
}

const needsNoEscape = /^[\w.@:-]*$/;

/** A text as a JSON string. */
export function quote(text: string): string {
  return needsNoEscape.test(text) ? `"${text}"` : JSON.stringify(text);
}
