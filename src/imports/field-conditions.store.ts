/** What both the plan and its application ask of a row `s` of the import and the row `u` of `users`. */
import type { ImportField } from './import-fields.js';

/** Whether the row names what the bit stands for. */
export const isGiven = (bit: number) => `s.given & ${bit} <> 0`;

/** The stored value; a list that was never set is an empty one. */
export const stored = ({ column, type }: ImportField) =>
  type === 'list' ? `coalesce(u.${column}, '{}')` : `u.${column}`;

export const differs = (field: ImportField) =>
  `${isGiven(field.bit)} AND s.${field.column} IS DISTINCT FROM ${stored(field)}`;
